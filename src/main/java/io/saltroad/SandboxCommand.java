package io.saltroad;

import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxCredentials;
import io.saltroad.sandbox.SandboxSettings;
import io.saltroad.settings.Units;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the sandbox alone, for any client. */
@Command(
        name = "sandbox",
        description =
                "Runs a stand-in for a Salesforce org and its Data Cloud tenant on this machine. It is"
                        + " not Salesforce.")
final class SandboxCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "For HTTP (default: ${DEFAULT-VALUE}); 0 takes any free port.")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "PORT",
            defaultValue = "8443",
            description =
                    "For HTTPS (default: ${DEFAULT-VALUE}); 0 takes any free port, -1 leaves HTTPS"
                            + " out.")
    private int tlsPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Where to listen (default: ${DEFAULT-VALUE}). Everybody knows how to sign in:"
                            + " anything else opens it to whoever can reach this machine.")
    private String bind;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where records and uploads are kept from start to start. Without it they are"
                            + " gone at the end.")
    private Path folder;

    @Option(
            names = "--objects",
            paramLabel = "FILE",
            description = "YAML file with objects and fields to lay over the built-in ones.")
    private Path objects;

    @Option(
            names = "--data-cloud",
            paramLabel = "FILE",
            description =
                    "YAML file with connectors of the Data Cloud tenant to lay over the built-in"
                            + " ones.")
    private Path dataCloud;

    @Option(
            names = "--tenant-url",
            paramLabel = "URL",
            defaultValue = "",
            description =
                    "What the exchange of a Data Cloud token answers as the tenant's address. Without"
                            + " it: the bare host and port for HTTPS, to which clients add"
                            + " https://. 'plain' stands for the address for HTTP.")
    private String tenantUrl;

    @Option(
            names = "--bandwidth",
            paramLabel = "SIZE",
            description =
                    "How much comes in, and how much goes out, in a second, all connections"
                            + " together: 50MB, 800kB. Without it there is no limit.")
    private String bandwidth;

    @Override
    public Integer call() {
        saltroad.refuseJson(spec.commandLine(), "sandbox writes no result");
        try (StopSignal stop = new StopSignal();
                Sandbox sandbox = Sandbox.start(settings())) {
            say(sandbox);
            stop.await();
        }
        return ExitCode.ALL_DELIVERED;
    }

    private SandboxSettings settings() {
        try {
            return new SandboxSettings(bind, port, tlsPort, folder, objects)
                    .withDataCloud(dataCloud)
                    .withTenantUrl(tenantUrl)
                    .withBandwidth(bytesPerSecond());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private long bytesPerSecond() {
        try {
            return bandwidth == null ? 0 : Units.size(bandwidth);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--bandwidth takes a size with its unit, such as 50MB or 800kB, was '%s'"
                            .formatted(bandwidth),
                    e);
        }
    }

    private void say(Sandbox sandbox) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("A stand-in for a Salesforce org. It is not Salesforce.");
        out.println();
        out.println("  HTTP         " + sandbox.uri() + "  (what arrived: open it in a browser)");
        sandbox.tlsUri().ifPresent(uri -> out.println("  HTTPS        " + uri));
        sandbox.certificate()
                .ifPresent(file -> out.println("  certificate  %s (self-signed)".formatted(file)));
        out.println(
                "  Data Cloud   %s/services/a360/token exchanges a session for a token"
                        .formatted(sandbox.uri()));
        out.println(
                "  records      "
                        + (folder == null
                                ? "gone at the end (--folder DIR keeps them)"
                                : "in " + folder.toAbsolutePath().normalize()));
        out.println();
        out.println("Every sandbox has these credentials, so they are no secrets:");
        out.println();
        SandboxCredentials credentials = sandbox.credentials();
        out.println("  consumer key     " + credentials.clientId());
        out.println("  consumer secret  " + credentials.clientSecret());
        out.println("  username         " + credentials.username());
        out.println("  password         " + credentials.password());
        out.println("  security token   " + credentials.securityToken());
        out.println("  refresh token    " + credentials.refreshToken());
        out.println();
        out.println("To deliver to it:");
        out.println();
        out.println(
                "  %s run -D saltroad.salesforce.login-url=%s \\"
                        .formatted(Saltroad.script(), sandbox.uri()));
        out.println(
                "      -D saltroad.salesforce.client-id=%s \\".formatted(credentials.clientId()));
        out.println("      -D saltroad.salesforce.client-secret=" + credentials.clientSecret());
        out.println();
        out.println("Ctrl-C stops it.");
        out.flush();
    }
}
