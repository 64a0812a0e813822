package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The beans that routes name")
class RouteBeansTest {

    @TempDir Path folder;

    /** A step that is seldom taken would otherwise find out only when it is needed. */
    @Test
    void are_there_with_the_methods_that_routes_call() throws Exception {
        try (RoutesUnderTest routes = RoutesUnderTest.start(folder)) {
            calls().forEach(
                            (bean, methods) -> {
                                Object found = routes.context.getRegistry().lookupByName(bean);
                                assertThat(found).as(bean).isNotNull();
                                assertThat(Arrays.stream(found.getClass().getMethods()))
                                        .as(bean)
                                        .extracting(Method::getName)
                                        .containsAll(methods);
                            });
        }
    }

    private static Map<String, Set<String>> calls() throws IOException {
        Map<String, Set<String>> calls = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                collect(new YAMLMapper().readTree(file.toFile()), calls);
            }
        }
        assertThat(calls).isNotEmpty();
        return calls;
    }

    private static void collect(JsonNode node, Map<String, Set<String>> calls) {
        String bean = node.path("ref").asText();
        if (node.has("method") && !bean.isEmpty() && !bean.startsWith("{{")) {
            calls.computeIfAbsent(bean, name -> new TreeSet<>()).add(node.path("method").asText());
        }
        node.forEach(child -> collect(child, calls));
    }
}
