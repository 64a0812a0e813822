package io.saltroad;

import io.saltroad.forms.RouteTree;
import io.saltroad.settings.FrontDoor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Delivers: for good, or what lies there now. */
@Command(
        name = "run",
        description = "Delivers exports to Salesforce as they arrive and on schedules.",
        exitCodeListHeading = "%nExit codes of --once, of which the highest wins:%n",
        exitCodeList = {
            "0:all was delivered, or there was nothing to do",
            "1:some records failed, were rejected or stayed unprocessed",
            "2:a delivery ended as a dead letter, or its accounts do not close",
            "3:it could not run"
        })
final class RunCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Option(
            names = "--once",
            description = {
                "Finish what is open, deliver what lies there now whatever the schedules say,",
                "wait for young files and gates, and end with a table of what was delivered."
            })
    private boolean once;

    @Override
    public Integer call() throws Exception {
        if (!once) {
            saltroad.refuseJson(spec.commandLine(), "run writes a result only with --once");
        }
        FrontDoor.Opened opened = saltroad.settings();
        RouteTree routes = saltroad.routes();
        routes.check(opened.others().keySet());
        if (routes.feedNames().isEmpty() && !routes.hasOtherRoutes()) {
            throw new ParameterException(spec.commandLine(), withoutFeeds(routes));
        }
        try (StopSignal stop = new StopSignal()) {
            Delivering delivering = new Delivering(opened, routes, stop);
            if (once) {
                return delivering.untilSettled(
                        report -> report.write(spec.commandLine().getOut(), saltroad.json()));
            }
            delivering.untilStopped();
            return ExitCode.ALL_DELIVERED;
        }
    }

    private static String withoutFeeds(RouteTree routes) {
        return routes.feeds()
                .map("there is no feed in %s, so there is nothing to deliver"::formatted)
                .orElse(
                        "there is no feed: no folder routes/feeds here or beside the program."
                                + " Name the folder with --routes DIR");
    }
}
