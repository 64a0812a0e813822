package io.saltroad.sandbox;

import java.nio.file.Path;

/**
 * Where the sandbox listens and keeps its data.
 *
 * @param host the address to bind; {@code 127.0.0.1} unless somebody else shall reach it
 * @param port the port for plain HTTP; 0 takes any free one
 * @param tlsPort the port for HTTPS; 0 takes any free one, -1 means no TLS
 * @param folder where data, uploads and results are kept over restarts; null means a temporary
 *     folder that is deleted on close
 * @param objects a YAML file whose objects and fields are laid over the built-in ones; null means
 *     the built-in ones alone
 */
public record SandboxSettings(String host, int port, int tlsPort, Path folder, Path objects) {

    /** The port that switches TLS off. */
    public static final int NO_TLS = -1;

    public SandboxSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the sandbox's port must be 0..65535, was %d".formatted(port));
        }
        if (tlsPort < NO_TLS || tlsPort > 65_535) {
            throw new IllegalArgumentException(
                    "the sandbox's TLS port must be -1 (no TLS) or 0..65535, was %d"
                            .formatted(tlsPort));
        }
    }

    /** The built-in objects alone. */
    public SandboxSettings(String host, int port, int tlsPort, Path folder) {
        this(host, port, tlsPort, folder, null);
    }

    /** Plain HTTP and TLS on free ports of this machine alone, in a temporary folder. */
    public static SandboxSettings onFreePorts() {
        return new SandboxSettings("127.0.0.1", 0, 0, null);
    }
}
