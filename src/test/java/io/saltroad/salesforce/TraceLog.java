package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a program writes if it logs everything but what the HTTP clients do.
 *
 * <p>These write whole requests into their debug logs, and nothing here can hinder them. So the
 * program's own configuration keeps them at info, whatever the level of the rest.
 */
public final class TraceLog {

    private TraceLog() {}

    /**
     * Runs a program in a process of its own until it ends.
     *
     * @param program has a {@code main} and must end with 0
     * @param folder takes the configuration of the log
     */
    public static String of(Class<?> program, Path folder)
            throws IOException, InterruptedException {
        Path configuration =
                Files.writeString(
                        folder.resolve("log4j2.properties"),
                        """
                        rootLogger.level = trace
                        rootLogger.appenderRef.out.ref = out
                        logger.jetty.name = org.eclipse.jetty
                        logger.jetty.level = info
                        logger.apache.name = org.apache.hc
                        logger.apache.level = info
                        appender.out.type = Console
                        appender.out.name = out
                        """);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-Dlog4j2.configurationFile=" + configuration,
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName())
                        .redirectErrorStream(true)
                        .start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(log).isZero();
        return log;
    }
}
