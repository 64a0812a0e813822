package io.saltroad.sandbox;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A sandbox for all tests of a class, empty before each. */
final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private final int tlsPort;
    private Sandbox sandbox;
    private SandboxClient client;

    SandboxExtension() {
        this(SandboxSettings.NO_TLS);
    }

    private SandboxExtension(int tlsPort) {
        this.tlsPort = tlsPort;
    }

    /** One that listens for HTTPS, too. */
    static SandboxExtension withTls() {
        return new SandboxExtension(0);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        sandbox = Sandbox.start(new SandboxSettings("127.0.0.1", 0, tlsPort, null));
        client = new SandboxClient(sandbox.uri());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        client.delete("/sandbox/data");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        sandbox.close();
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** A token for a client that brings one along. */
    String newSession() {
        return new JsonObject(client.post("/sandbox/sessions", "").body())
                .getString("access_token");
    }

    SandboxClient client() {
        return client;
    }
}
