package io.saltroad.delivery;

import io.saltroad.export.CorrectedRecords;
import io.saltroad.export.PickUps;
import io.saltroad.export.Sha256;
import io.saltroad.ledger.DeadLetters;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what people have asked for. Each way is safe to repeat: files come first, then one
 * write to the ledger, then the answer.
 */
public final class Requesting {

    private static final Logger LOG = LoggerFactory.getLogger(Requesting.class);

    private final Ledger ledger;
    private final Recipes recipes;
    private final ProgressBoard progress;
    private final PickUps pickUps;
    private final CorrectedRecords corrected;
    private final RequestCheck check;

    public Requesting(
            Ledger ledger,
            Recipes recipes,
            ProgressBoard progress,
            PickUps pickUps,
            CorrectedRecords corrected) {
        this.ledger = ledger;
        this.corrected = corrected;
        this.recipes = recipes;
        this.progress = progress;
        this.pickUps = pickUps;
        this.check = new RequestCheck(ledger);
    }

    public boolean isReplay(@Variable(DueConsumer.WORK) Work.OnRequest work) {
        return work.request().kind() == Request.Kind.REPLAY;
    }

    public boolean isAbandon(@Variable(DueConsumer.WORK) Work.OnRequest work) {
        return work.request().kind() == Request.Kind.ABANDON;
    }

    /**
     * Whether it cannot be carried out, perhaps since something has changed since it was asked for.
     * The answer is given then.
     */
    public boolean isRefused(@Variable(DueConsumer.WORK) Work.OnRequest work) {
        Request request = work.request();
        Optional<String> objection =
                check.objection(request).or(() -> isGoingThroughItsFeed(request));
        objection.ifPresent(why -> ledger.requests().refused(request, why));
        return objection.isPresent();
    }

    /** Nobody can say yet which deliveries it will have. */
    private Optional<String> isGoingThroughItsFeed(Request request) {
        return check.find(request.subject())
                .map(RequestCheck.Subject::export)
                .filter(
                        export ->
                                export.state() == ExportState.CLAIMED
                                        || export.state() == ExportState.CLAIMING)
                .filter(export -> pickUps.feeds().contains(export.feed()))
                .map(
                        export ->
                                "export %s goes through its feed just now. Ask again in a moment"
                                        .formatted(export.id()));
    }

    /** Puts an export back to where it stopped. */
    public void replay(@Variable(DueConsumer.WORK) Work.OnRequest work) throws IOException {
        RequestCheck.Subject subject = subject(work);
        Export export = subject.export();
        List<Delivery> dead = subject.dead();
        Path file =
                Files.exists(export.workPath()) ? export.workPath() : RequestCheck.resting(export);
        if (export.sha256().isPresent() && !export.sha256().get().equals(Sha256.of(file))) {
            ledger.requests()
                    .refused(
                            work.request(),
                            ("%s is not the file that was picked up: its sha256 is another. Drop"
                                            + " it into the drop folder of %s as a new export, and"
                                            + " abandon this one")
                                    .formatted(file, export.feed()));
            return;
        }
        bringBack(export);
        for (Delivery delivery : dead) {
            deleteReports(export, delivery);
        }
        // Before the ledger has it open: a look that finds it in between would send it twice.
        pickUps.sendAgain(export);
        ledger.deadLetters().replayed(export, dead, work.request(), sentence(export, dead));
        deletePapers(export);
    }

    private static String sentence(Export export, List<Delivery> dead) {
        if (dead.isEmpty()) {
            return "export %s goes through its feed again".formatted(export.id());
        }
        return String.join(
                "; ",
                dead.stream()
                        .map(
                                delivery ->
                                        "%s is %s again"
                                                .formatted(
                                                        delivery.id(),
                                                        word(DeadLetters.resumesIn(delivery))))
                        .toList());
    }

    private static String word(DeliveryState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Takes a file with corrected records of a delivery as an export of its own. */
    public void correct(@Variable(DueConsumer.WORK) Work.OnRequest work) throws IOException {
        Request request = work.request();
        Delivery delivery = subject(work).single().orElseThrow();
        Path file = Path.of(request.argument().orElseThrow());
        Optional<Export> taken =
                ledger.deadLetters().correctionsOf(delivery.id()).stream()
                        .filter(export -> export.state() != ExportState.CLAIMING)
                        .filter(export -> check.cameOf(request, export))
                        .findFirst();
        if (taken.isEmpty() && !request.sha256().orElseThrow().equals(Sha256.of(file))) {
            ledger.requests().refused(request, "%s has changed since. Ask again".formatted(file));
            return;
        }
        Export export = taken.isPresent() ? taken.get() : corrected.claim(file, delivery);
        ledger.events()
                .ofDelivery(
                        delivery,
                        "corrected",
                        "%s comes as export %s".formatted(export.fileName(), export.id()));
        ledger.requests()
                .done(
                        request,
                        "%s goes through feed %s as delivery %s, for %s"
                                .formatted(
                                        export.fileName(),
                                        export.feed(),
                                        Delivery.idOf(export.id(), delivery.ordinal()),
                                        delivery.id()),
                        Optional.of(export.id()));
    }

    /**
     * The jobs of an abandon that Salesforce has not begun. They must not do anything any more,
     * whoever closes them: those of a delivery that died after its commit too.
     */
    public List<Job> jobsToAbort(@Variable(DueConsumer.WORK) Work.OnRequest work) {
        return subject(work).abandonable().stream()
                .flatMap(delivery -> ledger.jobs().openOfItsOwn(delivery.id()).stream())
                .toList();
    }

    /** Closes what was named for good; the export comes to rest anew. */
    public void abandon(@Variable(DueConsumer.WORK) Work.OnRequest work) throws IOException {
        RequestCheck.Subject subject = subject(work);
        Export export = subject.export();
        List<Delivery> given = subject.abandonable();
        if (export.state() == ExportState.DEAD) {
            bringBack(export);
        }
        ledger.deadLetters().abandoned(export, given, work.request(), abandoned(export, given));
        deletePapers(export);
        for (Delivery delivery : given) {
            recipes.forget(delivery);
            progress.ended(delivery);
        }
    }

    private static String abandoned(Export export, List<Delivery> given) {
        if (given.isEmpty()) {
            return "export %s is abandoned".formatted(export.id());
        }
        return String.join(
                "; ",
                given.stream()
                        .map(
                                delivery ->
                                        delivery.counts().taken() == 0
                                                ? "%s is abandoned".formatted(delivery.id())
                                                : "%s is abandoned. %s"
                                                        .formatted(
                                                                delivery.id(),
                                                                RequestCheck.inSalesforce(
                                                                        delivery)))
                        .toList());
    }

    /** It could not be done. What was moved goes back, so that it lies where the ledger says. */
    public void failed(@Variable(DueConsumer.WORK) Work.OnRequest work, Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.error(
                "{} {} could not be carried out",
                work.request().kind().word(),
                work.request().subject(),
                error);
        if (ledger.requests().get(work.request().id()).done()) {
            // it was carried out, and only what follows has failed
            return;
        }
        String left =
                check.find(work.request().subject())
                        .map(RequestCheck.Subject::export)
                        .filter(export -> export.state() == ExportState.DEAD)
                        .flatMap(Requesting::putBack)
                        .orElse("");
        ledger.requests()
                .refused(
                        work.request(),
                        "it could not be carried out: %s. Mend that and ask again%s"
                                .formatted(error, left));
    }

    /** Moves files that were on their way to the work folder back. Says so if that fails too. */
    private static Optional<String> putBack(Export export) {
        try {
            Trees.putBack(export.workFolder(), export.restingPlace().orElseThrow());
            return Optional.empty();
        } catch (IOException e) {
            LOG.error("{} could not be moved back", export.workFolder(), e);
            return Optional.of(
                    "; until then some of its files lie in " + export.workFolder().toString());
        }
    }

    /** Moves an export from its resting place into the work folder. */
    private static void bringBack(Export export) throws IOException {
        Files.createDirectories(export.workFolder());
        Trees.moveFiles(export.restingPlace().orElseThrow(), export.workFolder());
    }

    /**
     * What an earlier end has written about an export must not be taken for what comes now. Not
     * before the ledger has it: until then, it may go back to where it rested.
     */
    private void deletePapers(Export export) throws IOException {
        Files.deleteIfExists(ReportNames.reason(export));
        for (Delivery delivery : ledger.deliveries().ofExport(export.id())) {
            Files.deleteIfExists(ReportNames.receipt(export, delivery));
        }
    }

    /** They are written anew; those that staging writes only if it is staged anew. */
    private static void deleteReports(Export export, Delivery delivery) throws IOException {
        Files.deleteIfExists(ReportNames.failed(export, delivery));
        Files.deleteIfExists(ReportNames.unprocessed(export, delivery));
        Files.deleteIfExists(ReportNames.delivered(export, delivery));
        Files.deleteIfExists(ReportNames.unconfirmed(export, delivery));
        if (DeadLetters.resumesIn(delivery) == DeliveryState.REGISTERED) {
            Files.deleteIfExists(ReportNames.rejected(export, delivery));
            Files.deleteIfExists(ReportNames.superseded(export, delivery));
        }
    }

    private RequestCheck.Subject subject(Work.OnRequest work) {
        return check.find(work.request().subject()).orElseThrow();
    }
}
