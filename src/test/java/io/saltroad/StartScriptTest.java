package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script in a house of its own, with a Java and a Maven that only say what they got. */
@DisplayName("The start script")
class StartScriptTest {

    private record Result(int exitCode, String text) {}

    @TempDir Path folder;
    private Path house;
    private Path javaHome;

    @BeforeEach
    void setUp() throws IOException {
        house = Files.createDirectories(folder.resolve("a house")).toRealPath();
        javaHome = folder.resolve("java");
        executable(house.resolve("saltroad"), Files.readString(Path.of("saltroad")));
        java("17.0.15");
        Files.createDirectories(house.resolve("target/lib"));
        Files.createFile(house.resolve("target/saltroad.jar"));
    }

    @Test
    void starts_the_jar_beside_it_with_128_mb_of_heap() throws Exception {
        assertThat(start(Map.of(), "run", "--once").text())
                .isEqualTo(
                        """
                        -Xmx128m
                        -XX:+UseSerialGC
                        -XX:Tier4InvocationThreshold=150000
                        -XX:Tier4MinInvocationThreshold=18000
                        -XX:Tier4CompileThreshold=450000
                        -XX:Tier4BackEdgeThreshold=1200000
                        -Dsaltroad.home=%1$s
                        -Dsaltroad.terminal=false
                        -cp
                        %1$s/target/saltroad.jar:%1$s/target/lib/*
                        io.saltroad.Saltroad
                        run
                        --once
                        """
                                .formatted(house));
    }

    @Test
    void leaves_the_heap_to_java_opts() throws Exception {
        assertThat(start(Map.of("JAVA_OPTS", "-ea -Xmx1g"), "run").text())
                .doesNotContain("-Xmx128m")
                .contains("\n-ea\n-Xmx1g\n-Dsaltroad.home=");
        assertThat(start(Map.of("JAVA_OPTS", "-ea"), "run").text())
                .startsWith("-Xmx128m\n")
                .contains("\n-ea\n-Dsaltroad.home=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
    void leaves_the_collector_to_whoever_names_one_since_java_refuses_two(String variable)
            throws Exception {
        assertThat(start(Map.of(variable, "-ea -XX:+UseG1GC"), "run").text())
                .startsWith("-Xmx128m\n")
                .doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void takes_the_archive_of_classes_beside_the_jar_in_silence() throws Exception {
        Files.createFile(house.resolve("target/saltroad.jsa"));

        assertThat(start(Map.of("JAVA_OPTS", "-ea"), "run").text())
                .contains(
                        """
                        -XX:SharedArchiveFile=%s/target/saltroad.jsa
                        -Xlog:cds=off
                        -Xlog:cds+dynamic=off
                        -ea
                        """
                                .formatted(house));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:ArchiveClassesAtExit=x"})
    void leaves_the_archive_to_java_opts(String option) throws Exception {
        Files.createFile(house.resolve("target/saltroad.jsa"));

        assertThat(start(Map.of("JAVA_OPTS", option), "run").text())
                .contains(option)
                .doesNotContain("saltroad.jsa");
    }

    @Test
    void starts_a_real_java_in_silence_over_an_archive_that_is_none() throws Exception {
        Files.writeString(house.resolve("target/saltroad.jsa"), "not an archive");
        Map<String, String> real = Map.of("JAVA_HOME", System.getProperty("java.home"));

        assertThat(start(real, "run").text())
                .isEqualTo(
                        """
                        Error: Could not find or load main class io.saltroad.Saltroad
                        Caused by: java.lang.ClassNotFoundException: io.saltroad.Saltroad
                        """);
    }

    @Test
    void finds_its_house_through_links() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("far"), Path.of("../a house/saltroad"));
        Path near = Files.createSymbolicLink(bin.resolve("near"), bin.resolve("far"));

        assertThat(execute(near, Map.of(), "run").text())
                .contains("-Dsaltroad.home=" + house + "\n");
    }

    @Test
    void hands_arguments_on_as_they_are() throws Exception {
        assertThat(start(Map.of(), "-D", "a=b c  d", "*", "").text()).endsWith("\na=b c  d\n*\n\n");
    }

    @Test
    void refuses_a_java_that_is_too_old() throws Exception {
        java("11.0.2");
        assertThat(start(Map.of(), "run"))
                .isEqualTo(
                        new Result(
                                3,
                                "saltroad: %s/bin/java is Java 11. Saltroad needs 17 or newer\n"
                                        .formatted(javaHome)));
        java("1.8.0_442");
        assertThat(start(Map.of(), "run").text()).contains("is Java 8.");
    }

    @Test
    void takes_newer_javas() throws Exception {
        java("25");
        assertThat(start(Map.of(), "run").exitCode()).isZero();
        java("26-ea");
        assertThat(start(Map.of(), "run").exitCode()).isZero();
    }

    @Test
    void says_what_to_do_without_a_java() throws Exception {
        Files.delete(javaHome.resolve("bin/java"));

        assertThat(start(Map.of(), "run"))
                .isEqualTo(
                        new Result(
                                3,
                                ("saltroad: there is no %s/bin/java. Install a JDK, 17 or newer, or"
                                                + " set JAVA_HOME to one\n")
                                        .formatted(javaHome)));
    }

    @Test
    void says_how_to_build_if_it_is_not_built() throws Exception {
        Files.delete(house.resolve("target/saltroad.jar"));

        assertThat(start(Map.of(), "run"))
                .isEqualTo(
                        new Result(
                                3,
                                ("saltroad: it is not built yet. Build it with: cd '%s' && mvn"
                                                + " -DskipTests package\n")
                                        .formatted(house)));
    }

    @Test
    void builds_for_the_demo_if_it_is_not_built() throws Exception {
        Files.delete(house.resolve("target/saltroad.jar"));
        sources(Instant.now().minusSeconds(60));

        assertThat(start(Map.of(), "demo", "--once").text())
                .startsWith("Building Saltroad ...\nmaven -q -B -DskipTests package\n-Xmx128m\n")
                .endsWith("\ndemo\n--once\n");
    }

    @Test
    void builds_for_the_demo_if_sources_are_newer() throws Exception {
        sources(Instant.now().plusSeconds(60));

        assertThat(start(Map.of(), "demo").text()).startsWith("Building Saltroad ...\n");
    }

    @Test
    void does_not_build_for_the_demo_what_is_up_to_date() throws Exception {
        sources(Instant.now().minusSeconds(60));

        assertThat(start(Map.of(), "demo").text()).startsWith("-Xmx128m\n");
    }

    private Result start(Map<String, String> environment, String... arguments) throws Exception {
        return execute(house.resolve("saltroad"), environment, arguments);
    }

    private Result execute(Path script, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
                .forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment()
                .merge("PATH", folder.resolve("maven").toString(), (old, own) -> own + ":" + old);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    private void java(String version) throws IOException {
        executable(
                javaHome.resolve("bin/java"),
                """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=y' >&2
                    echo 'openjdk version "%s" 2025-04-15' >&2
                else
                    printf '%%s\\n' "$@"
                fi
                """
                        .formatted(version));
    }

    private void sources(Instant time) throws IOException {
        executable(
                folder.resolve("maven/mvn"),
                """
                #!/bin/sh
                echo "maven $*"
                touch target/saltroad.jar
                """);
        Files.createDirectories(house.resolve("src/main"));
        Files.createDirectories(house.resolve("routes"));
        for (String name : List.of("pom.xml", "application.properties", "src/main/A.java")) {
            Files.writeString(house.resolve(name), "");
        }
        for (String name :
                List.of(
                        "pom.xml",
                        "application.properties",
                        "src/main/A.java",
                        "src/main",
                        "routes")) {
            Files.setLastModifiedTime(house.resolve(name), FileTime.from(time));
        }
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
