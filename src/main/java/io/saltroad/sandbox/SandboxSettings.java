package io.saltroad.sandbox;

import io.saltroad.sandbox.tenant.ExchangeEndpoint;
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
 * @param dataCloud a YAML file whose connectors are laid over the built-in ones of the Data Cloud
 *     tenant; null means the built-in ones alone
 * @param tenantUrl what the token exchange answers as the tenant's address: {@link #PLAIN_TENANT},
 *     any other text, or empty for the bare host and port of the TLS listener and, without TLS, the
 *     address of the plain one
 * @param bytesPerSecond how much comes in, all connections together, and how much goes out; 0 is no
 *     limit
 */
public record SandboxSettings(
        String host,
        int port,
        int tlsPort,
        Path folder,
        Path objects,
        Path dataCloud,
        String tenantUrl,
        long bytesPerSecond) {

    /** The port that switches TLS off. */
    public static final int NO_TLS = -1;

    /** The tenant is reached at the listener for plain HTTP, for clients that take a scheme. */
    public static final String PLAIN_TENANT = ExchangeEndpoint.PLAIN;

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
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "the sandbox's bandwidth must be 0 (no limit) or more bytes a second, was %d"
                            .formatted(bytesPerSecond));
        }
    }

    /** The built-in connectors alone. */
    public SandboxSettings(String host, int port, int tlsPort, Path folder, Path objects) {
        this(host, port, tlsPort, folder, objects, null, "", 0);
    }

    /** The built-in objects and connectors alone. */
    public SandboxSettings(String host, int port, int tlsPort, Path folder) {
        this(host, port, tlsPort, folder, null);
    }

    /** The same with other connectors laid over the built-in ones. */
    public SandboxSettings withDataCloud(Path connectors) {
        return new SandboxSettings(
                host, port, tlsPort, folder, objects, connectors, tenantUrl, bytesPerSecond);
    }

    /** The same with another answer of the token exchange. */
    public SandboxSettings withTenantUrl(String url) {
        return new SandboxSettings(
                host, port, tlsPort, folder, objects, dataCloud, url, bytesPerSecond);
    }

    /** The same with so many bytes a second, which come in and go out; 0 is no limit. */
    public SandboxSettings withBandwidth(long limit) {
        return new SandboxSettings(
                host, port, tlsPort, folder, objects, dataCloud, tenantUrl, limit);
    }

    /** Plain HTTP and TLS on free ports of this machine alone, in a temporary folder. */
    public static SandboxSettings onFreePorts() {
        return new SandboxSettings("127.0.0.1", 0, 0, null);
    }
}
