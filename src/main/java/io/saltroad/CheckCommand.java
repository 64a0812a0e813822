package io.saltroad;

import io.saltroad.delivery.Rehearsal;
import io.saltroad.delivery.SinkReport;
import io.saltroad.forms.FormException;
import io.saltroad.forms.RouteTree;
import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says before go-live what would become of an export. It delivers nothing. */
@Command(
        name = "check",
        description = {
            "Reads and maps an export as a run would, without sending it, and reports what would"
                    + " not arrive, record by record.",
            "Salesforce is asked how it describes the object; Data Cloud validates the first"
                    + " records, and keeps none."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was checked, and nothing is known against any record",
            "1:some records would be rejected or refused",
            "2:nothing would be delivered, since feed, schema, columns or the export as a whole are"
                    + " wrong; or none of the records that were looked at",
            "3:it could not check, or found nothing but could not ask Salesforce or Data Cloud"
        })
final class CheckCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FEED", description = "The feed that would deliver.")
    private String feed;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "The export. It stays where it is. Without it, the newest in the feed's drop"
                            + " folder, or else in the archive.")
    private Path export;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "So many of the first records are shown to Data Cloud. The whole export is read"
                            + " all the same. Default: ${DEFAULT-VALUE}.")
    private int records;

    @Option(
            names = "--details",
            paramLabel = "M",
            defaultValue = "20",
            description =
                    "So many findings are shown of each kind, which are those of one column and"
                            + " one party. All are counted. Default: ${DEFAULT-VALUE}.")
    private int details;

    @Override
    public Integer call() throws Exception {
        if (records < 0 || details < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--records and --details must not be negative");
        }
        FrontDoor.Opened opened = saltroad.settings();
        RouteTree routes = saltroad.routes();
        NamedFeed named = NamedFeed.find(spec, routes, feed, opened);
        Path file = named.export(export, "there is no export of feed " + feed);
        CheckReport report = report(opened, routes, file);
        report.write(spec.commandLine().getOut(), saltroad.json());
        return report.exitCode();
    }

    private CheckReport report(FrontDoor.Opened opened, RouteTree routes, Path file)
            throws Exception {
        try {
            routes.check(opened.others().keySet());
        } catch (FormException e) {
            return problem(file, e);
        }
        CheckRun run;
        try {
            run = CheckRun.start(feed, opened, routes);
        } catch (SettingsException e) {
            throw e;
        } catch (Exception e) {
            rethrowUncheckable(e);
            return problem(file, e);
        }
        try (run) {
            return report(run, file);
        }
    }

    private CheckReport report(CheckRun run, Path file) throws Exception {
        try {
            run.send(file);
        } catch (Exception e) {
            rethrowUncheckable(e);
            return problem(file, e);
        }
        List<SinkReport> sinks = run.reports(new Rehearsal.Extent(records, details));
        return new CheckReport(
                feed,
                file,
                sinks.isEmpty()
                        ? Optional.of("the feed has no sink: nothing says where its records go")
                        : Optional.empty(),
                sinks);
    }

    private CheckReport problem(Path file, Exception problem) {
        return new CheckReport(feed, file, Optional.of(Errors.message(problem)), List.of());
    }

    private static void rethrowUncheckable(Exception problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UncheckableFeedException uncheckable) {
                throw uncheckable;
            }
        }
    }
}
