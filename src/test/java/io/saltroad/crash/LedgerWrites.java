package io.saltroad.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Which methods of the ledger's books write: the public ones that reach an SQL statement that does,
 * by themselves or through other methods of their class. A new method, or a new book, is found by
 * itself.
 */
final class LedgerWrites {

    private static final String LEDGER = "io/saltroad/ledger/";

    private static final Pattern WRITING = Pattern.compile("\\s*(insert|update|delete)\\s.*");

    private LedgerWrites() {}

    /**
     * Internal names of the books: what the ledger hands out, but for its bell, which writes
     * nothing down. Not by reflection, which would load them before anything can be woven into
     * them.
     */
    static Set<String> books() {
        Set<String> books = new HashSet<>();
        try (InputStream bytes =
                LedgerWrites.class.getResourceAsStream("/" + LEDGER + "Ledger.class")) {
            new ClassReader(bytes)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access,
                                        String name,
                                        String type,
                                        String sign,
                                        String[] thrown) {
                                    if ((access & Opcodes.ACC_PUBLIC) != 0
                                            && (access & Opcodes.ACC_STATIC) == 0
                                            && type.startsWith("()L" + LEDGER)
                                            && !type.endsWith("/Bell;")) {
                                        books.add(type.substring(3, type.length() - 1));
                                    }
                                    return null;
                                }
                            },
                            ClassReader.SKIP_CODE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return books;
    }

    private static final class Body {
        private boolean isPublic;
        private boolean writes;
        private final Set<String> calls = new HashSet<>();
    }

    /** The public methods that write, as name and descriptor. */
    static Set<String> in(ClassReader book) {
        Map<String, Body> bodies = new HashMap<>();
        book.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String sign, String[] thrown) {
                        Body body = new Body();
                        body.isPublic = (access & Opcodes.ACC_PUBLIC) != 0;
                        bodies.put(name + type, body);
                        return new Reading(book.getClassName(), body);
                    }
                },
                ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return bodies.entrySet().stream()
                .filter(entry -> entry.getValue().isPublic)
                .map(Map.Entry::getKey)
                .filter(method -> writes(method, bodies))
                .collect(Collectors.toSet());
    }

    private static boolean writes(String method, Map<String, Body> bodies) {
        Deque<String> left = new ArrayDeque<>(Set.of(method));
        Set<String> seen = new HashSet<>();
        while (!left.isEmpty()) {
            String next = left.pop();
            Body body = bodies.get(next);
            if (body == null || !seen.add(next)) {
                continue;
            }
            if (body.writes) {
                return true;
            }
            left.addAll(body.calls);
        }
        return false;
    }

    /** Notes SQL that writes, and calls of the same class: also through lambdas. */
    private static final class Reading extends MethodVisitor {

        private final String owner;
        private final Body body;

        Reading(String owner, Body body) {
            super(Opcodes.ASM9);
            this.owner = owner;
            this.body = body;
        }

        @Override
        public void visitLdcInsn(Object value) {
            look(value);
        }

        @Override
        public void visitMethodInsn(
                int opcode, String type, String name, String descriptor, boolean isInterface) {
            if (type.equals(owner)) {
                body.calls.add(name + descriptor);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(
                String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                look(argument);
            }
        }

        private void look(Object constant) {
            if (constant instanceof String text) {
                body.writes |= WRITING.matcher(text.toLowerCase(Locale.ROOT)).matches();
            } else if (constant instanceof Handle handle && handle.getOwner().equals(owner)) {
                body.calls.add(handle.getName() + handle.getDesc());
            }
        }
    }
}
