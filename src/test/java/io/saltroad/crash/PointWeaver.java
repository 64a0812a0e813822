package io.saltroad.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Puts calls of {@link KillSwitch} into the program while its classes are loaded, so that the
 * program itself knows nothing of kill points. What it weaves:
 *
 * <ul>
 *   <li>{@code ledger Book.method}: after each method of the ledger's books that writes;
 *   <li>{@code files Class.method: call}: after each call that changes the file system, wherever
 *       our classes make one;
 *   <li>{@code before create}, {@code after create} ...: around each HTTP request, by its kind;
 *   <li>{@code amid ...}: places in the middle of longer work, which are named here.
 * </ul>
 */
final class PointWeaver implements ClassFileTransformer {

    private static final String SWITCH = "io/saltroad/crash/KillSwitch";
    private static final String STORE = "org/apache/camel/component/file/FileOperations";
    private static final String JETTY = "org/eclipse/jetty/client/transport/";
    private static final String APACHE = "org/apache/hc/client5/http/impl/classic/MainClientExec";
    private static final String BULK_CALLS = "io/saltroad/salesforce/bulk/BulkCalls";
    private static final String INGESTION_CALLS = "io/saltroad/datacloud/IngestionCalls";
    private static final String RUNTIME = "io/saltroad/SaltroadRuntime";

    private static final Set<String> OURS =
            Set.of("export", "delivery", "chunk", "mapping", "salesforce", "ledger", "datacloud");

    private static final Set<String> CHANGES_FILES =
            Set.of(
                    "Files.move",
                    "Files.copy",
                    "Files.delete",
                    "Files.deleteIfExists",
                    "Files.createDirectories",
                    "Files.createDirectory",
                    "Files.write",
                    "Files.writeString",
                    "FileChannel.force");

    /** Longer work, by class and method; the point is where the method returns. */
    private static final Map<String, String> AMID =
            Map.ofEntries(
                    Map.entry("io/saltroad/chunk/PassThroughLines.next", "amid reading bytes"),
                    Map.entry("io/saltroad/export/SourceCursor.next", "amid reading records"),
                    Map.entry("io/saltroad/chunk/ChunkCutter.next", "amid cutting chunks"),
                    Map.entry(
                            "io/saltroad/chunk/MicroBatchCutter.next",
                            "amid cutting micro-batches"),
                    Map.entry(
                            "io/saltroad/delivery/AcknowledgedPrefix.acknowledged",
                            "amid streaming"),
                    Map.entry("io/saltroad/delivery/KeyQuestions.about", "amid confirming"),
                    Map.entry(
                            "io/saltroad/delivery/UnconfirmedReport.look",
                            "amid reporting what is missing"),
                    Map.entry("io/saltroad/delivery/ResultStore.add", "amid reading results"),
                    Map.entry("io/saltroad/delivery/ResultStore.take", "amid matching results"),
                    Map.entry("io/saltroad/chunk/ReportFile.write", "amid writing reports"),
                    Map.entry(
                            "org/apache/hc/core5/http/impl/io/ContentLengthOutputStream.write",
                            "amid upload"),
                    Map.entry(
                            "org/apache/hc/core5/http/impl/io/ChunkedOutputStream.write",
                            "amid early upload"),
                    Map.entry(STORE + ".storeFile", "amid writing receipts"),
                    Map.entry(STORE + ".renameFile", "amid renaming receipts"));

    private final Set<String> books = LedgerWrites.books();

    /** The points that can be known without running the program. */
    static Set<String> known() {
        PointWeaver weaver = new PointWeaver();
        Set<String> points = new TreeSet<>(AMID.values());
        try (Stream<Path> files = Files.walk(classes())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassReader reader = new ClassReader(Files.readAllBytes(file));
                if (weaver.concerns(reader.getClassName())) {
                    reader.accept(
                            weaver.weaving(reader, new ClassWriter(0), points::add),
                            ClassReader.SKIP_DEBUG);
                }
            }
            return points;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Methods of the ledger's books that something outside their book calls, as points. */
    static Set<String> called() {
        Set<String> books = LedgerWrites.books();
        Set<String> called = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassReader reader = new ClassReader(Files.readAllBytes(file));
                reader.accept(new Calls(reader.getClassName(), books, called), 0);
            }
            return called;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Calls extends ClassVisitor {

        private final String type;
        private final Set<String> books;
        private final Set<String> called;

        Calls(String type, Set<String> books, Set<String> called) {
            super(Opcodes.ASM9);
            this.type = type;
            this.books = books;
            this.called = called;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String sign, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String method, String signature, boolean face) {
                    call(owner, method);
                }

                @Override
                public void visitInvokeDynamicInsn(
                        String method, String signature, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            call(handle.getOwner(), handle.getName());
                        }
                    }
                }
            };
        }

        private void call(String owner, String method) {
            if (books.contains(owner) && !owner.equals(type)) {
                called.add("ledger " + owner.substring(owner.lastIndexOf('/') + 1) + "." + method);
            }
        }
    }

    /** Longer work that has a point in its middle, as class and method. */
    static Set<String> places() {
        return AMID.keySet();
    }

    /** Whether there is such a method. */
    static boolean exists(String place) {
        int dot = place.lastIndexOf('.');
        try {
            Class<?> type =
                    Class.forName(
                            place.substring(0, dot).replace('/', '.'),
                            false,
                            PointWeaver.class.getClassLoader());
            return Stream.of(type.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(place.substring(dot + 1)));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Path classes() {
        return Path.of(
                java.net.URI.create(
                        io.saltroad.Saltroad.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()));
    }

    private boolean concerns(String type) {
        if (type.startsWith("io/saltroad/")) {
            String[] parts = type.split("/", -1);
            return type.equals(RUNTIME) || (parts.length > 3 && OURS.contains(parts[2]));
        }
        return type.equals(APACHE)
                || type.equals(JETTY + "HttpDestination")
                || type.equals(JETTY + "ResponseListeners")
                || AMID.keySet().stream().anyMatch(place -> place.startsWith(type + "."));
    }

    @Override
    public byte[] transform(
            ClassLoader loader,
            String type,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (type == null || !concerns(type)) {
            return null;
        }
        try {
            ClassReader reader = new ClassReader(bytes);
            ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(weaving(reader, writer, point -> {}), 0);
            return writer.toByteArray();
        } catch (RuntimeException e) {
            // The JVM would go on with the class as it was, and points would be missing.
            KillSwitch.giveUp("cannot weave " + type, e);
            return null;
        }
    }

    private ClassVisitor weaving(ClassReader reader, ClassWriter writer, Consumer<String> found) {
        String type = reader.getClassName();
        Set<String> writes = books.contains(type) ? LedgerWrites.in(reader) : Set.of();
        String simple = type.substring(type.lastIndexOf('/') + 1).replace('$', '.');
        Map<String, Integer> calls = new HashMap<>();
        return new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String sign, String[] thrown) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, sign, thrown);
                Set<String> atReturn = new LinkedHashSet<>();
                if (writes.contains(name + descriptor)) {
                    atReturn.add("ledger " + simple + "." + name);
                }
                String amid = AMID.get(type + "." + name);
                if (amid != null && (access & Opcodes.ACC_PRIVATE) == 0) {
                    atReturn.add(amid);
                }
                atReturn.forEach(found);
                return new Weaving(
                        next, type, simple, name, descriptor, List.copyOf(atReturn), calls, found);
            }
        };
    }

    private static final class Weaving extends MethodVisitor {

        private final String type;
        private final String simple;
        private final String method;
        private final String descriptor;
        private final List<String> atReturn;
        private final Map<String, Integer> calls;
        private final Consumer<String> found;

        Weaving(
                MethodVisitor next,
                String type,
                String simple,
                String method,
                String descriptor,
                List<String> atReturn,
                Map<String, Integer> calls,
                Consumer<String> found) {
            super(Opcodes.ASM9, next);
            this.type = type;
            this.simple = simple;
            // The body of a lambda belongs to the method it stands in.
            this.method = method.startsWith("lambda$") ? method.split("\\$", -1)[1] : method;
            this.descriptor = descriptor;
            this.atReturn = atReturn;
            this.calls = calls;
            this.found = found;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (type.equals(JETTY + "HttpDestination")
                    && method.equals("send")
                    && descriptor.startsWith("(Lorg/eclipse/jetty/client/Request;")) {
                tell("sending", 1);
            } else if (type.equals(JETTY + "ResponseListeners")
                    && method.equals("notifyComplete")
                    && descriptor.equals("(Lorg/eclipse/jetty/client/Result;)V")) {
                tell("received", 1);
            } else if (type.equals(APACHE) && method.equals("execute")) {
                tell("sending", 1);
            } else if ((type.equals(BULK_CALLS) || type.equals(INGESTION_CALLS))
                    && (method.equals("close") || method.equals("abort"))) {
                super.visitVarInsn(Opcodes.ALOAD, 2);
                super.visitLdcInsn(method);
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        SWITCH,
                        "intends",
                        "(Ljava/lang/String;Ljava/lang/String;)V",
                        false);
            }
        }

        private void tell(String what, int variable) {
            super.visitVarInsn(Opcodes.ALOAD, variable);
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, SWITCH, what, "(Ljava/lang/Object;)V", false);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                atReturn.forEach(this::reached);
                if (type.equals(APACHE) && method.equals("execute")) {
                    tell("received", 1);
                }
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitMethodInsn(
                int opcode, String owner, String name, String signature, boolean isInterface) {
            if (type.equals(RUNTIME) && owner.equals("java/time/Clock") && name.equals("system")) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, SWITCH, "clock", signature, false);
                return;
            }
            super.visitMethodInsn(opcode, owner, name, signature, isInterface);
            String call = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
            if (owner.startsWith("java/nio/") && CHANGES_FILES.contains(call)) {
                String place = "files %s.%s: %s".formatted(simple, method, call);
                int before = calls.merge(place, 1, Integer::sum);
                String point = before == 1 ? place : place + " #" + before;
                found.accept(point);
                reached(point);
            }
        }

        private void reached(String point) {
            super.visitLdcInsn(point);
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC, SWITCH, "reached", "(Ljava/lang/String;)V", false);
        }
    }
}
