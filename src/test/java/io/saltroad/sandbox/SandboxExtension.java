package io.saltroad.sandbox;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A sandbox for all tests of a class, empty before each. */
final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private Sandbox sandbox;
    private SandboxClient client;

    @Override
    public void beforeAll(ExtensionContext context) {
        sandbox = Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null));
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

    SandboxClient client() {
        return client;
    }
}
