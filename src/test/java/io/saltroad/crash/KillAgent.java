package io.saltroad.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What {@code java -javaagent} starts before the program: it lays the kill points. */
public final class KillAgent {

    private KillAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        KillSwitch.arm();
        instrumentation.addTransformer(new PointWeaver());
    }

    /**
     * Writes the jar that {@code -javaagent} wants. It names this class, which itself lies on the
     * class path.
     */
    static Path jar(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), KillAgent.class.getName());
        Path jar = folder.resolve("kill-agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream written = new JarOutputStream(file, manifest)) {
            written.finish();
        }
        return jar;
    }
}
