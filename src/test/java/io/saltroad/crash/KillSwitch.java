package io.saltroad.crash;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.http.HttpRequest;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;

/**
 * Inside the process that is to be killed: counts how often each kill point is passed, and at the
 * one that is asked for says so on stdout and goes no further. The harness kills it then.
 *
 * <p>What is asked for stands in system properties: see {@link Child}.
 */
public final class KillSwitch {

    /** Begins the line that says which point was reached. */
    static final String REACHED = "@reached ";

    private static final Map<String, AtomicInteger> PASSED = new ConcurrentHashMap<>();

    /** What the next PATCH of a job will ask for. */
    private static final Map<String, String> INTENDED = new ConcurrentHashMap<>();

    private static String wanted = "";
    private static int occurrence = 1;
    private static Duration jump = Duration.ZERO;
    private static volatile Duration ahead = Duration.ZERO;

    private KillSwitch() {}

    /** Reads what is asked for. */
    static void arm() {
        wanted = System.getProperty("crash.point", "");
        occurrence = Integer.getInteger("crash.occurrence", 1);
        ahead = Duration.parse(System.getProperty("crash.clock", "PT0S"));
        jump = Duration.parse(System.getProperty("crash.jump", "PT0S"));
        String counts = System.getProperty("crash.counts");
        if (counts != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(counts))));
        }
    }

    private static void write(Path file) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(PASSED)
                .forEach((point, n) -> lines.append(n).append(' ').append(point).append('\n'));
        try {
            Files.writeString(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A point is passed, or the end of the process. Called by woven code. */
    public static void reached(String point) {
        int passed = PASSED.computeIfAbsent(point, p -> new AtomicInteger()).incrementAndGet();
        if (passed != occurrence || !point.equals(wanted)) {
            return;
        }
        if (!jump.isZero()) {
            ahead = ahead.plus(jump);
            return;
        }
        say(REACHED + point);
        ProcessHandle process = ProcessHandle.current();
        // Nothing but SIGKILL leads on from here.
        while (process.isAlive()) {
            LockSupport.park();
        }
    }

    /** A request is about to be sent. Called by woven code. */
    public static void sending(Object request) {
        reached("before " + kind(request));
    }

    /** The reply of a request has come, and nothing has been made of it. Called by woven code. */
    public static void received(Object result) {
        reached("after " + kind(result instanceof Result jetty ? jetty.getRequest() : result));
    }

    /** A PATCH of this job is on its way. Called by woven code. */
    public static void intends(String jobId, String what) {
        INTENDED.put(jobId, what);
    }

    /** The clock of the program. Called by woven code. */
    public static Clock clock(ZoneId zone) {
        Clock real = Clock.system(zone);
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return clock(other);
            }

            @Override
            public Instant instant() {
                return real.instant().plus(ahead);
            }
        };
    }

    private static String kind(Object request) {
        if (request instanceof Request jetty) {
            return kind(jetty.getMethod(), jetty.getPath());
        }
        HttpRequest apache = (HttpRequest) request;
        return kind(apache.getMethod(), apache.getPath());
    }

    private static String kind(String method, String path) {
        String plain =
                path.replaceFirst("\\?.*", "")
                        .replaceFirst("/+$", "")
                        .replaceFirst("/services/data/v[\\d.]+", "");
        String last = plain.substring(plain.lastIndexOf('/') + 1);
        boolean jobs = plain.startsWith("/jobs/ingest");
        if (plain.startsWith("/api/") || plain.endsWith("/a360/token")) {
            return kindAtDataCloud(method, plain, last);
        }
        if (plain.endsWith("/oauth2/token")) {
            return "sign-in";
        } else if (plain.endsWith("/oauth2/revoke")) {
            return "sign-out";
        } else if (jobs && last.equals("ingest")) {
            return method.equals("POST") ? "create" : "list of jobs";
        } else if (jobs && last.equals("batches")) {
            return "upload";
        } else if (jobs && last.matches("(?i)\\w+(results|records)")) {
            return last;
        } else if (jobs && method.equals("PATCH")) {
            return INTENDED.getOrDefault(last, "change of state");
        } else if (jobs && method.equals("GET")) {
            return "state";
        }
        return method.equals("GET") ? last : method + " " + plain;
    }

    private static String kindAtDataCloud(String method, String plain, String last) {
        if (last.equals("token")) {
            return "token exchange";
        } else if (plain.contains("/query")) {
            return method.equals("POST") ? "query" : "next rows of a query";
        } else if (plain.contains("/ingest/sources/")) {
            return method.equals("DELETE") ? "micro-batch of keys" : "micro-batch";
        } else if (last.equals("jobs")) {
            return method.equals("POST") ? "create of a load" : "list of loads";
        } else if (last.equals("batches")) {
            return "upload of a chunk";
        } else if (method.equals("PATCH")) {
            return INTENDED.getOrDefault(last, "change of state") + " of a load";
        }
        return method.equals("GET") ? "state of a load" : method + " " + plain;
    }

    /** The process is of no use: it ends, and says why. */
    static void giveUp(String message, Exception cause) {
        cause.printStackTrace();
        say("@broken " + message);
        Runtime.getRuntime().halt(99);
    }

    /** Not through System.out, which the program may have replaced, and in one write. */
    private static void say(String line) {
        try {
            OutputStream out = new FileOutputStream(FileDescriptor.out);
            out.write(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
