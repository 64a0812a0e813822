package io.saltroad.crash;

import io.saltroad.crash.Child.Errand;
import io.saltroad.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder in which the program runs as a process of its own, again and again, against a sandbox
 * that goes on meanwhile.
 */
final class House implements AutoCloseable {

    private static final List<String> FEEDS =
            List.of(
                    "customers.camel.yaml",
                    "products.camel.yaml",
                    "products.mapping.yaml",
                    "contacts.camel.yaml");

    /** Longer than a start and all steps take on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Path agent;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private final List<Child> children = new ArrayList<>();
    private final List<Path> mounts = new ArrayList<>();

    House(Path folder, Sandbox org) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.agent = KillAgent.jar(folder);
        set("saltroad.salesforce.login-url", org.uri().toString());
        set("saltroad.salesforce.client-id", org.credentials().clientId());
        set("saltroad.salesforce.client-secret", org.credentials().clientSecret());
        set("saltroad.bulk.chunk-size", "20kB");
        set("saltroad.bulk.poll-delay", "100ms");
        set("saltroad.pick-up.interval", "100ms");
        for (String file : FEEDS) {
            write("routes/feeds/" + file, resource("feeds/" + file));
        }
    }

    static String resource(String name) throws IOException {
        try (InputStream in = House.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sets one property of the program, from its next start on. */
    House set(String key, String value) throws IOException {
        settings.put(key, value);
        StringBuilder lines = new StringBuilder();
        settings.forEach((k, v) -> lines.append(k).append('=').append(v).append('\n'));
        write("application.properties", lines.toString());
        return this;
    }

    /** The program works elsewhere, perhaps on another file system. */
    House workIn(Path work) throws IOException {
        return set("saltroad.folders.work", work.toString());
    }

    Path folder(String name) {
        return Path.of(
                settings.getOrDefault(
                        "saltroad.folders." + name, folder.resolve("erp/" + name).toString()));
    }

    Path ledger() {
        return folder.resolve("erp/ledger.db");
    }

    void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** Drops an export as an ERP does: whole, its done file last. */
    void drop(Dropped export) throws IOException {
        Path drop = Files.createDirectories(folder("export").resolve(export.feed()));
        Path part = Files.write(folder.resolve("unfinished"), export.content());
        Files.move(part, drop.resolve(export.name()), StandardCopyOption.ATOMIC_MOVE);
        if (export.done()) {
            Files.createFile(drop.resolve(export.name() + ".done"));
        }
        dropped.add(export);
    }

    /** The ERP takes an export away again. */
    void takeBack(Dropped export) throws IOException {
        Files.delete(folder("export").resolve(export.feed()).resolve(export.name()));
        dropped.remove(export);
    }

    void dropAll(List<Dropped> exports) throws IOException {
        for (Dropped export : exports) {
            drop(export);
        }
    }

    List<Dropped> dropped() {
        return List.copyOf(dropped);
    }

    /** Starts {@code saltroad run --once}. */
    Child run(Errand errand) throws IOException {
        return start(errand, "run", "--once", "--json");
    }

    Child start(Errand errand, String... arguments) throws IOException {
        children.removeIf(child -> !child.isAlive());
        Child child = Child.start(folder, folder.resolve("run.log"), agent, errand, arguments);
        children.add(child);
        return child;
    }

    /**
     * Runs until the point is reached, and kills.
     *
     * @return whether it was reached; if not, the run has ended by itself
     */
    boolean killAt(String point, int occurrence) throws Exception {
        return killAt(Errand.dieAt(point, occurrence));
    }

    boolean killAt(Errand errand) throws Exception {
        try (Child child = run(errand)) {
            boolean reached = child.reachesItsPoint(PATIENCE);
            if (!reached && !child.ends(Duration.ofSeconds(5))) {
                throw new AssertionError("it hangs:\n" + tail());
            }
            return reached;
        }
    }

    /** Runs until all is settled. */
    void settle() throws Exception {
        settle(Errand.none());
    }

    void settle(Errand errand) throws Exception {
        try (Child child = run(errand)) {
            if (!child.ends(PATIENCE)) {
                throw new AssertionError("nothing is settled after " + PATIENCE + ":\n" + tail());
            }
            if (child.exitCode() > 2) {
                throw new AssertionError("exit code " + child.exitCode() + ":\n" + tail());
            }
        }
    }

    /** Asks for something with a command of its own, beside or before a run. */
    void ask(String... command) throws Exception {
        try (Child child = start(Errand.none(), command)) {
            if (!child.ends(PATIENCE) || child.exitCode() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed:\n" + tail());
            }
        }
    }

    /** The id of the only export of a feed. */
    String exportOf(String feed) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + ledger());
                PreparedStatement question =
                        ledger.prepareStatement("select id from export where feed = ?")) {
            question.setString(1, feed);
            try (ResultSet found = question.executeQuery()) {
                found.next();
                return found.getString(1);
            }
        }
    }

    String log() throws IOException {
        Path log = folder.resolve("run.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Another file system of this size, which goes with the house. */
    Path smallFileSystem(String name, String size) throws Exception {
        Path mount = Files.createDirectories(folder.resolve(name));
        if (!succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mount.toString())) {
            throw new UnsupportedOperationException("a file system cannot be mounted here");
        }
        mounts.add(mount);
        return mount;
    }

    /** Whether what was mounted may be written. */
    void setWritable(Path mount, boolean writable) throws Exception {
        if (!succeeds("mount", "-o", "remount," + (writable ? "rw" : "ro"), mount.toString())) {
            throw new UnsupportedOperationException("it cannot be remounted");
        }
    }

    void resize(Path mount, String size) throws Exception {
        if (!succeeds("mount", "-o", "remount,size=" + size, mount.toString())) {
            throw new UnsupportedOperationException("it cannot be resized");
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    private String tail() throws IOException {
        String log = log();
        return log.substring(Math.max(0, log.length() - 6000));
    }

    @Override
    public void close() throws IOException {
        for (Child child : children) {
            child.close();
        }
        for (Path mount : mounts) {
            succeeds("umount", mount.toString());
        }
    }
}
