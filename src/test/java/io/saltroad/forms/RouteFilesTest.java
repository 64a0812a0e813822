package io.saltroad.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The route files")
class RouteFilesTest {

    private static final Path ROUTES = Path.of("routes");

    /** One route of a file, or one routeConfiguration. */
    record Entry(Path file, JsonNode node) {

        String id() {
            return node.path("id").asText();
        }

        String from() {
            return node.path("from").path("uri").asText();
        }

        @Override
        public String toString() {
            return "%s in %s".formatted(id(), file.getFileName());
        }
    }

    static List<Entry> routes() throws IOException {
        return entries("route");
    }

    static List<Entry> all() throws IOException {
        List<Entry> all = new ArrayList<>(entries("route"));
        all.addAll(entries("routeConfiguration"));
        return all;
    }

    private static List<Entry> entries(String kind) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files()) {
            for (JsonNode item : new YAMLMapper().readTree(file.toFile())) {
                if (item.has(kind)) {
                    entries.add(new Entry(file, item.path(kind)));
                }
            }
        }
        return entries;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void give_each_route_an_id_and_a_sentence_about_it(Entry entry) {
        assertThat(entry.id()).matches("[a-z][a-z0-9-]*");
        assertThat(entry.node().path("description").asText()).matches("[A-Z].{15,}");
    }

    @Test
    void give_no_id_twice() throws IOException {
        assertThat(all()).extracting(Entry::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void call_an_inner_route_by_its_id(Entry route) {
        if (route.from().startsWith("direct:")) {
            assertThat(route.from()).isEqualTo("direct:" + route.id());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void give_each_due_route_the_failure_policy_and_no_inner_route(Entry route) {
        String policy = route.node().path("routeConfigurationId").asText();
        if (route.from().startsWith("due:")) {
            assertThat(policy).isEqualTo("saltroad-failure-policy");
        } else if (route.from().startsWith("direct:")) {
            assertThat(policy).isEmpty();
            assertThat(route.node().path("errorHandler").has("noErrorHandler"))
                    .as("its failures are those of its caller")
                    .isTrue();
        }
    }

    @Test
    void call_only_inner_routes_that_there_are() throws IOException {
        Set<String> called = new HashSet<>();
        for (Entry entry : all()) {
            entry.node().path("from").path("steps").forEach(step -> collect(step, called));
            collect(entry.node().path("onException"), called);
        }
        List<String> there = routes().stream().map(Entry::from).toList();

        assertThat(called).isNotEmpty().isSubsetOf(there);
    }

    private static void collect(JsonNode node, Set<String> called) {
        if (node.isTextual() && node.asText().startsWith("direct:")) {
            called.add(node.asText());
        }
        node.forEach(child -> collect(child, called));
    }

    @Test
    void begin_with_a_comment_that_says_what_they_are_about() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readAllLines(file).get(0)).as(file.toString()).startsWith("# ");
        }
    }

    /**
     * Camel's own pattern takes classpath:camel/* too, where the same routes are packed: each would
     * be there twice.
     */
    @Test
    void are_loaded_once_although_they_are_packed_too(@TempDir Path tree) throws Exception {
        assertThat(getClass().getResource("/camel/stage.camel.yaml")).as("packed").isNotNull();
        Files.createDirectories(tree.resolve("feeds"));
        write(tree.resolve("stage.camel.yaml"), "stage");
        write(tree.resolve("feeds/customers.camel.yaml"), "customers");
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern(RouteTree.at(tree).includePattern());
        try {
            main.start();

            assertThat(main.getCamelContext().getRoutes())
                    .extracting(route -> route.getRouteId())
                    .containsExactlyInAnyOrder("stage", "customers");
        } finally {
            main.stop();
        }
    }

    private static void write(Path file, String id) throws IOException {
        Files.writeString(
                file,
                """
                - route:
                    id: %s
                    from: { uri: "direct:%s", steps: [ { log: { message: x } } ] }
                """
                        .formatted(id, id));
    }
}
