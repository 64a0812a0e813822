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
import java.util.stream.Stream;

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
                    "contacts.camel.yaml",
                    "orders.camel.yaml",
                    "orders.mapping.yaml",
                    "orders.schema.yaml",
                    "changes.camel.yaml",
                    "changes.schema.yaml",
                    "leavers.camel.yaml");

    /** Hidden, so that it is nobody's. */
    private static final String FILLER = ".filler";

    /** Delivers all there is, and ends. */
    private static final String[] RUN = {"run", "--once", "--json"};

    /** Longer than a start and all steps take on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Path agent;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private final List<Dropped> takenBack = new ArrayList<>();
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
        set("saltroad.data-cloud.chunk-size", "10kB");
        set("saltroad.data-cloud.micro-batch-records", "20");
        set("saltroad.data-cloud.deletes-per-request", "20");
        set("saltroad.data-cloud.parallel-requests", "2");
        set("saltroad.data-cloud.poll-delay", "100ms");
        set("saltroad.data-cloud.bulk-delay", "0s");
        set("saltroad.data-cloud.streaming-delay", "500ms");
        set("saltroad.data-cloud.jobs-per-hour", "1000");
        set("saltroad.data-cloud.exclusive-connector", "true");
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
        takenBack.add(export);
    }

    /** It brings again what it took away. */
    void dropAgain() throws IOException {
        for (Dropped export : takenBack) {
            drop(export);
        }
        takenBack.clear();
    }

    void dropAll(List<Dropped> exports) throws IOException {
        for (Dropped export : exports) {
            drop(export);
        }
    }

    List<Dropped> dropped() {
        return List.copyOf(dropped);
    }

    /** Starts {@link #RUN}. */
    Child run(Errand errand) throws IOException {
        return start(errand, RUN);
    }

    /** The command that delivers all there is, and ends. */
    static String[] run() {
        return RUN.clone();
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
        return killAt(errand, RUN);
    }

    boolean killAt(Errand errand, String... command) throws Exception {
        try (Child child = start(errand, command)) {
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
        live(errand, RUN);
    }

    /** Lets a command live until it ends by itself. */
    void live(Errand errand, String... command) throws Exception {
        try (Child child = start(errand, command)) {
            if (!child.ends(PATIENCE)) {
                throw new AssertionError(
                        "%s has not ended after %s:%n%s"
                                .formatted(String.join(" ", command), PATIENCE, tail()));
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

    /** As a person does who does not know whether the first time was heard. */
    void askAgain(String... command) throws Exception {
        try (Child child = start(Errand.none(), command)) {
            if (!child.ends(PATIENCE)) {
                throw new AssertionError(String.join(" ", command) + " hangs:\n" + tail());
            }
        }
    }

    /** The id of the export that a file became. */
    String idOf(Dropped export) throws Exception {
        return ask(export, "id");
    }

    /** The id of its only delivery. */
    String deliveryOf(Dropped export) throws Exception {
        return idOf(export) + ".1";
    }

    /** Where an export has come to rest, with its reports. */
    Path placeOf(Dropped export) throws Exception {
        return Path.of(ask(export, "resting_place"));
    }

    private String ask(Dropped export, String column) throws Exception {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + ledger());
                PreparedStatement question =
                        ledger.prepareStatement("select * from export where file_name = ?")) {
            question.setString(1, export.name());
            try (ResultSet found = question.executeQuery()) {
                if (!found.next()) {
                    throw new AssertionError(export.name() + " is not in the ledger");
                }
                return found.getString(column);
            }
        }
    }

    /** Where people keep files with mended records. */
    Path mended() {
        return folder.resolve("mended");
    }

    /** The last export of a feed that was dropped. */
    Dropped dropped(String feed) {
        return dropped.stream()
                .filter(export -> export.feed().equals(feed))
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    /**
     * A person mends the failed records of an export, in a copy of their report. What was dropped
     * then ends otherwise.
     *
     * @return the copy, which is not ours and stays where it is
     */
    Path mendFailed(Dropped export) throws Exception {
        Dropped mended =
                SampleExports.mended(
                        export,
                        Files.readString(placeOf(export).resolve(export.name() + ".failed.csv")));
        Path file = mended().resolve(mended.name());
        write("mended/" + mended.name(), mended.text());
        dropped.replaceAll(one -> one.equals(export) ? export.corrected() : one);
        dropped.add(mended);
        return file;
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

    /** Whether file systems can be mounted here. */
    static boolean mayMount() {
        try {
            Path mount = Files.createTempDirectory("saltroad-mount");
            boolean mounted = succeeds("mount", "-t", "tmpfs", "tmpfs", mount.toString());
            if (mounted) {
                succeeds("umount", mount.toString());
            }
            Files.delete(mount);
            return mounted;
        } catch (IOException e) {
            return false;
        }
    }

    /** A disk error: a file of the work folder, and what belongs to it, are not what they were. */
    void damage(String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder("work"))) {
            for (Path file :
                    files.filter(path -> path.getFileName().toString().startsWith(name)).toList()) {
                Files.writeString(file, "no database any more. ".repeat(500));
            }
        }
    }

    /** Leaves little room on a file system. */
    void fill(Path folder, long free) throws IOException {
        long size = Files.getFileStore(folder).getUsableSpace() - free;
        Files.write(folder.resolve(FILLER), new byte[Math.toIntExact(size)]);
    }

    /** There is room again. */
    void unfill(Path folder) throws IOException {
        Files.delete(folder.resolve(FILLER));
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

    String tail() throws IOException {
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
