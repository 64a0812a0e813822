package io.saltroad.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Listens for HTTP and HTTPS, both on the same router. */
final class SandboxServer implements AutoCloseable {

    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 4;

    /** Large reads, since uploads are large. */
    private static final int BUFFER = 1 << 18;

    private static final int CHUNK = 1 << 16;

    /** 16,384 bytes of address and headers are the platform's limit; there 414 and 431 are said. */
    private static final int LONGEST_HEAD = 16_384;

    /** A job's data may come as a field of a form: 100,000 characters of up to four bytes. */
    private static final int LONGEST_FIELD = 400_000;

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setEventLoopPoolSize(EVENT_LOOPS)
                            .setWorkerPoolSize(WORKERS)
                            // A slow query of DuckDB is no mistake.
                            .setMaxWorkerExecuteTime(60_000_000_000L)
                            .setFileSystemOptions(
                                    new FileSystemOptions()
                                            .setFileCachingEnabled(false)
                                            .setClassPathResolvingEnabled(false)));
    private final Router router = Router.router(vertx);
    private URI uri;
    private URI tlsUri;

    Router router() {
        return router;
    }

    /**
     * Opens the ports.
     *
     * @param certificate null for no TLS
     */
    void listen(SandboxSettings settings, SandboxCertificate certificate) {
        HttpServer plain = listen(options(settings.host(), settings.port()));
        uri = address("http", settings.host(), plain);
        if (certificate != null) {
            HttpServer tls =
                    listen(
                            options(settings.host(), settings.tlsPort())
                                    .setSsl(true)
                                    .setKeyCertOptions(
                                            new PfxOptions()
                                                    .setPath(certificate.keystore().toString())
                                                    .setPassword(SandboxCertificate.PASSWORD)));
            tlsUri = address("https", settings.host(), tls);
        }
    }

    private static URI address(String scheme, String host, HttpServer server) {
        String shown = host.contains(":") ? "[" + host + "]" : host; // IPv6
        return URI.create("%s://%s:%d".formatted(scheme, shown, server.actualPort()));
    }

    private static HttpServerOptions options(String host, int port) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                // Requests may be compressed, answers are if the client asks for it.
                .setDecompressionSupported(true)
                .setCompressionSupported(true)
                .setCompressionLevel(1)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(LONGEST_HEAD)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setMaxFormAttributeSize(LONGEST_FIELD)
                .setMaxChunkSize(CHUNK)
                .setReceiveBufferSize(BUFFER)
                .setSendBufferSize(BUFFER);
    }

    private HttpServer listen(HttpServerOptions options) {
        try {
            return await(vertx.createHttpServer(options).requestHandler(router).listen());
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "The sandbox cannot listen on %s:%d: %s. Choose another port"
                            .formatted(
                                    options.getHost(),
                                    options.getPort(),
                                    e.getCause().getMessage()),
                    e.getCause());
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    URI uri() {
        return uri;
    }

    Optional<URI> tlsUri() {
        return Optional.ofNullable(tlsUri);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
