package io.saltroad;

import io.saltroad.forms.RouteTree;
import io.saltroad.settings.FrontDoor;
import io.saltroad.terminal.ProgressDisplay;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of the program from start to stop, with its progress display. */
final class Delivering {

    private static final Logger LOG = LoggerFactory.getLogger(Delivering.class);

    private final FrontDoor.Opened opened;
    private final RouteTree routes;
    private final StopSignal stop;

    Delivering(FrontDoor.Opened opened, RouteTree routes, StopSignal stop) {
        this.opened = opened;
        this.routes = routes;
        this.stop = stop;
    }

    /**
     * Delivers as exports arrive, until somebody stops the process.
     *
     * @throws Exception if it cannot start
     */
    void untilStopped() throws Exception {
        try (SaltroadRuntime runtime = start(false);
                ProgressDisplay display = display(runtime)) {
            display.start();
            LOG.info(
                    "Watching {}. Ctrl-C stops; what is open then goes on at the next start",
                    opened.settings().text("saltroad.folders.export"));
            stop.await();
            LOG.info("Stopping");
        }
    }

    /**
     * Delivers what lies there now, until all is settled or somebody stops the process.
     *
     * @param result takes the report once all is settled
     * @return the exit code
     * @throws Exception if it cannot start, or not go on
     */
    int untilSettled(Consumer<RunReport> result) throws Exception {
        try (SaltroadRuntime runtime = start(true)) {
            return settle(runtime, result);
        }
    }

    /**
     * Delivers what lies there now, and then what arrives until somebody stops the process.
     *
     * @param result takes the report once all that lies there is settled
     * @return the exit code of the report
     * @throws Exception if it cannot start, or not go on
     */
    int untilSettledAndStopped(Consumer<RunReport> result) throws Exception {
        try (SaltroadRuntime runtime = start(true)) {
            int exitCode = settle(runtime, result);
            try (ProgressDisplay display = display(runtime)) {
                display.start();
                stop.await();
            }
            return exitCode;
        }
    }

    private int settle(SaltroadRuntime runtime, Consumer<RunReport> result) {
        boolean settled;
        try (ProgressDisplay display = display(runtime)) {
            display.start();
            settled = stop.during(runtime::awaitSettled);
        }
        if (!settled) {
            LOG.info("Stopping; what is open goes on at the next start");
            return ExitCode.COULD_NOT_RUN;
        }
        RunReport report = new RunReport(runtime.ledger(), runtime.started(), runtime.stuck());
        result.accept(report);
        return report.exitCode();
    }

    private SaltroadRuntime start(boolean once) throws Exception {
        return SaltroadRuntime.start(opened.settings(), routes, once, opened.others());
    }

    private static ProgressDisplay display(SaltroadRuntime runtime) {
        return new ProgressDisplay(runtime::progress, runtime::closedGates, Saltroad.isTerminal());
    }
}
