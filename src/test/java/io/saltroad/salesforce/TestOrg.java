package io.saltroad.salesforce;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.saltroad.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.net.WWWFormCodec;

/**
 * The other end of the wire: signs everybody in, writes down what it was asked, and answers as the
 * test says. It knows nothing of Salesforce beyond that.
 */
public final class TestOrg implements AutoCloseable {

    public static final String JOB = "7505fEXAMPLE4C2AAM";

    private static final String TOKENS = "/services/oauth2/token";

    /** One request as it came. */
    public record Asked(
            String method, String path, String query, Map<String, String> headers, String body) {

        /** A header, named in lower case. */
        public String header(String name) {
            return headers.get(name);
        }

        public Map<String, String> form() {
            return WWWFormCodec.parse(body, StandardCharsets.UTF_8).stream()
                    .collect(Collectors.toMap(NameValuePair::getName, NameValuePair::getValue));
        }
    }

    /** Answers one request. */
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final URI url;
    private volatile Answer atTokens = this::token;
    private volatile Answer elsewhere = answer(200, "{}");

    public TestOrg() {
        this(null);
    }

    /** Over TLS. */
    public TestOrg(SSLContext tls) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            if (tls == null) {
                server = HttpServer.create(address, 0);
            } else {
                HttpsServer https = HttpsServer.create(address, 0);
                https.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = https;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        url =
                URI.create(
                        "%s://localhost:%d"
                                .formatted(
                                        tls == null ? "http" : "https",
                                        server.getAddress().getPort()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return url;
    }

    /** What everything but the token endpoint answers from now on. */
    public void answers(Answer answer) {
        elsewhere = answer;
    }

    /** What the token endpoint answers from now on. */
    public void answersSignIn(Answer answer) {
        atTokens = answer;
    }

    public static Answer answer(int status, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** 401 to all but the holder of this token. */
    public static Answer onlyFor(String token, Answer answer) {
        return exchange -> {
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            if (("Bearer " + token).equals(bearer)) {
                answer.give(exchange);
            } else {
                sessionExpired().give(exchange);
            }
        };
    }

    public static Answer sessionExpired() {
        return answer(
                401,
                "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
    }

    /** Everything that was asked, sign-ins included. */
    public List<Asked> asked() {
        return asked;
    }

    /** What was asked of the org itself. */
    public List<Asked> calls() {
        return asked.stream().filter(one -> !one.path().startsWith("/services/oauth2/")).toList();
    }

    public List<Asked> signIns() {
        return asked.stream().filter(one -> one.path().equals(TOKENS)).toList();
    }

    public List<Asked> revocations() {
        return asked.stream().filter(one -> one.path().equals("/services/oauth2/revoke")).toList();
    }

    /** The n-th token it gives away, from 1. */
    public static String token(int number) {
        return "00D000000000001!token." + number;
    }

    /** Settings for client credentials here, with changes: key without prefix, value, ... */
    public SalesforceSettings settings(String... changes) {
        Map<String, String> values = defaults();
        values.put("saltroad.salesforce.login-url", url.toString());
        values.put("saltroad.salesforce.client-id", "app");
        values.put("saltroad.salesforce.client-secret", "app-secret");
        for (int i = 0; i < changes.length; i += 2) {
            values.put("saltroad.salesforce." + changes[i], changes[i + 1]);
        }
        return SalesforceSettings.from(Settings.of(values));
    }

    static Map<String, String> defaults() {
        Properties defaults = new Properties();
        try (InputStream in =
                TestOrg.class.getResourceAsStream("/io/saltroad/application.properties")) {
            defaults.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return defaults.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, defaults::getProperty));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean upload = exchange.getRequestMethod().equals("PUT");
        Map<String, String> headers =
                exchange.getRequestHeaders().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        header ->
                                                header.getKey().toLowerCase(java.util.Locale.ROOT),
                                        header -> String.join(", ", header.getValue())));
        asked.add(
                new Asked(
                        exchange.getRequestMethod(),
                        path,
                        exchange.getRequestURI().getQuery(),
                        headers,
                        // An upload is left to the answer, which may not want to read it.
                        upload
                                ? ""
                                : new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8)));
        if (path.equals(TOKENS)) {
            atTokens.give(exchange);
        } else if (path.equals("/services/oauth2/revoke")) {
            answer(200, "").give(exchange);
        } else {
            elsewhere.give(exchange);
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        answer(
                        200,
                        """
                        {"access_token":"%s","instance_url":"%s","token_type":"Bearer",
                         "id":"%s/id/00D000000000001AAA/005000000000001AAA"}
                        """
                                .formatted(token(tokens.incrementAndGet()), url, url))
                .give(exchange);
    }
}
