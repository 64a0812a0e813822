package io.saltroad;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.delivery.RequestCheck;
import io.saltroad.export.Folders;
import io.saltroad.export.WorkFolderLock;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Request;
import io.saltroad.settings.Settings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Asks whoever delivers for something, and waits a little for the answer. It never takes the work
 * folder: it may run beside {@code saltroad run}, or before the next one.
 */
final class Asking {

    /** A run looks for requests five times a second; this one may be busy with the export. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final CommandSpec spec;
    private final Settings settings;
    private final boolean json;

    Asking(CommandSpec spec, Saltroad saltroad) {
        this.spec = spec;
        this.settings = saltroad.settings().settings();
        this.json = saltroad.json();
    }

    /**
     * Asks, waits and shows what came of it.
     *
     * @return the exit code
     * @throws ParameterException if it cannot be carried out as things are; nothing is asked then
     */
    int ask(Request.Kind kind, String subject, Optional<String> argument, Optional<String> sha256)
            throws InterruptedException {
        LedgerSettings ledgerSettings = LedgerSettings.from(settings);
        if (!ledgerSettings.exists()) {
            throw new ParameterException(spec.commandLine(), noLedger(ledgerSettings));
        }
        try (Ledger ledger = Ledger.open(ledgerSettings, Clock.systemUTC())) {
            new RequestCheck(ledger)
                    .objection(kind, subject, sha256)
                    .or(() -> askedBefore(ledger, subject))
                    .ifPresent(
                            why -> {
                                throw new ParameterException(spec.commandLine(), why);
                            });
            Request request = ledger.requests().ask(kind, subject, argument, sha256);
            return show(awaitAnswer(ledger, request));
        }
    }

    static String noLedger(LedgerSettings settings) {
        return "there is no ledger yet: %s. It is made by the first run, or --config FILE names the one you mean"
                .formatted(settings.url());
    }

    /** Somebody may have asked while nobody delivered, and forgotten it. */
    private static Optional<String> askedBefore(Ledger ledger, String subject) {
        return ledger.requests().open().stream()
                .filter(request -> request.subject().equals(subject))
                .findFirst()
                .map(
                        request ->
                                "%s of %s has been asked for at %s and waits for saltroad run"
                                        .formatted(
                                                request.kind().word(),
                                                subject,
                                                TIME.format(request.at())));
    }

    private Request awaitAnswer(Ledger ledger, Request request) throws InterruptedException {
        Request current = request;
        Instant end = Instant.now().plus(isDelivered() ? PATIENCE : Duration.ZERO);
        while (!current.done() && Instant.now().isBefore(end)) {
            Thread.sleep(100);
            current = ledger.requests().get(request.id());
        }
        return current;
    }

    private boolean isDelivered() {
        return WorkFolderLock.holder(Folders.from(settings)).isPresent();
    }

    private int show(Request request) {
        PrintWriter out = spec.commandLine().getOut();
        String state =
                request.answer()
                        .map(answer -> answer.refused() ? "refused" : "done")
                        .orElse("waiting");
        String message =
                request.answer().map(Request.Answer::message).orElseGet(this::whenItIsCarriedOut);
        if (json) {
            ObjectNode node = DeliveryJson.object();
            node.put("request", request.id());
            node.put("kind", request.kind().word());
            node.put("subject", request.subject());
            node.put("state", state);
            node.put("message", message);
            request.answer()
                    .flatMap(Request.Answer::result)
                    .ifPresent(result -> node.put("export", result));
            out.println(DeliveryJson.text(node));
        } else if (state.equals("refused")) {
            spec.commandLine().getErr().println("saltroad: " + message);
        } else {
            out.println(message);
        }
        out.flush();
        return state.equals("refused") ? ExitCode.COULD_NOT_RUN : ExitCode.ALL_DELIVERED;
    }

    private String whenItIsCarriedOut() {
        return isDelivered()
                ? "Asked for. The running saltroad has not come to it yet, and will when its"
                        + " present step of this export has ended"
                : "Asked for. No saltroad run delivers at the moment: it takes effect at the next"
                        + " one";
    }
}
