package io.saltroad;

import io.saltroad.demo.DemoExports;
import io.saltroad.demo.DemoFolder;
import io.saltroad.forms.RouteTree;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxCredentials;
import io.saltroad.sandbox.SandboxSettings;
import io.saltroad.settings.FrontDoor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Shows the whole program at work on this machine: the sandbox and the routes in one process, real
 * exports, receipts.
 *
 * <p>Neither a configuration of the user nor his environment is read: nothing of a demo may reach a
 * real org.
 */
@Command(
        name = "demo",
        description = "Delivers sample exports to a sandbox on this machine, to be looked at.",
        exitCodeListHeading = "%nExit codes of --once, of which the highest wins:%n",
        exitCodeList = {
            "0:all was delivered",
            "1:some records failed, were rejected or stayed unprocessed",
            "2:a delivery ended as a dead letter, or its accounts do not close",
            "3:it could not run"
        })
final class DemoCommand implements Callable<Integer> {

    /** What a demo decides by itself. */
    private static final List<String> OWN =
            List.of("saltroad.salesforce.", "saltroad.folders.", "saltroad.ledger.");

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Option(names = "--once", description = "End when all is settled, rather than at Ctrl-C.")
    private boolean once;

    @Option(
            names = "--customers",
            paramLabel = "COUNT",
            defaultValue = "1000000",
            description = "Records in the generated export (default: ${DEFAULT-VALUE}).")
    private long customers;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where the demo happens: an empty folder. Without it, a new one in ./target if"
                            + " there, else where temporary files are.")
    private Path where;

    @Override
    public Integer call() throws Exception {
        refuseRealOrgs();
        RouteTree routes = saltroad.routes();
        Set<String> missing = DemoExports.feeds();
        missing.removeAll(routes.feedNames());
        if (!missing.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the demo needs the feeds that come with the program; these routes have no "
                            + String.join(", ", missing));
        }
        DemoFolder folder = folder();
        try (StopSignal stop = new StopSignal();
                Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts())) {
            FrontDoor.Opened opened = configure(folder, sandbox);
            routes.check(opened.others().keySet());
            Logger log = LoggerFactory.getLogger(DemoCommand.class);
            log.info(
                    "This demo delivers to a sandbox of its own on this machine: not to Salesforce");
            log.info("Sandbox: {}   Folder: {}", sandbox.uri(), folder.path());
            new DemoExports(folder.exports(), customers).drop();
            log.info("Sample exports lie in {}", folder.exports());
            Delivering delivering = new Delivering(opened, routes, stop);
            return once
                    ? delivering.untilSettled(report -> show(report, folder, sandbox))
                    : delivering.untilSettledAndStopped(report -> show(report, folder, sandbox));
        }
    }

    private void refuseRealOrgs() {
        if (saltroad.hasConfigOption()) {
            throw new ParameterException(
                    spec.commandLine(), "the demo writes a configuration of its own: no --config");
        }
        saltroad.properties().keySet().stream()
                .filter(key -> OWN.stream().anyMatch(key::startsWith))
                .findFirst()
                .ifPresent(
                        key -> {
                            throw new ParameterException(
                                    spec.commandLine(),
                                    "the demo keeps to a sandbox and a folder of its own: no -D "
                                            + key);
                        });
    }

    private DemoFolder folder() throws IOException {
        try {
            return where == null ? DemoFolder.fresh() : DemoFolder.at(where);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private FrontDoor.Opened configure(DemoFolder folder, Sandbox sandbox) throws IOException {
        SandboxCredentials credentials = sandbox.credentials();
        folder.configure(
                sandbox.tlsUri().orElseThrow(),
                sandbox.certificate(),
                credentials.clientId(),
                credentials.clientSecret());
        return FrontDoor.withDefaults()
                .file(folder.config())
                .commandLine(saltroad.properties())
                .open();
    }

    private void show(RunReport report, DemoFolder folder, Sandbox sandbox) {
        PrintWriter out = spec.commandLine().getOut();
        report.write(out, saltroad.json());
        if (!saltroad.json()) {
            lookNext(folder, sandbox).lines().forEach(out::println);
        }
        out.flush();
    }

    private String lookNext(DemoFolder folder, Sandbox sandbox) {
        String archive =
                """

                Where to look next
                  exports and receipts   %s
                  what the ledger knows  %s deliveries --config %s
                                         (add an ID, and it shows jobs, chunks and events)
                """
                        .formatted(folder.archive(), Saltroad.script(), folder.config());
        String meanwhile =
                """
                  what has arrived       %s
                  try it yourself        drop a file into %s/<feed>/

                The sandbox is a stand-in on this machine, not Salesforce. Ctrl-C ends it.
                """
                        .formatted(sandbox.uri(), folder.exports());
        String over =
                """

                The sandbox was a stand-in on this machine, not Salesforce. It is gone now.
                """;
        return archive + (once ? over : meanwhile);
    }
}
