package io.saltroad.export;

import io.saltroad.forms.FormText;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportTerms;
import io.saltroad.ledger.Ledger;
import io.saltroad.settings.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean behind the kamelet {@code erp-export-source}: one per feed. Its setters take the form's
 * parameters as the user wrote them.
 */
public final class ErpExportSource implements CamelContextAware {

    /** Exchange variable with the {@link Export} that a feed is working on. */
    public static final String EXPORT = "export";

    private static final Pattern FEED_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private CamelContext context;
    private String feed = "";
    private static final Logger LOG = LoggerFactory.getLogger(ErpExportSource.class);

    private Pattern include = Pattern.compile(".*");
    private Optional<Pattern> exclude = Optional.empty();
    private Duration minAge = Duration.ofSeconds(2);
    private Optional<String> done = Optional.empty();
    private Optional<String> manifest = Optional.empty();
    private RejectThreshold rejectThreshold = RejectThreshold.NONE;
    private boolean ordered;
    private Optional<String> schedule = Optional.empty();
    private Optional<String> until = Optional.empty();
    private Duplicates duplicates = Duplicates.SKIP;
    private List<String> after = List.of();
    private PickUps pickUps;
    private volatile PickUp pickUp;
    private Ledger ledger;
    private int underWay;

    /** What is complete in the drop folder, as exports of ours. None while it cannot be used. */
    public synchronized List<Export> look() {
        if (pickUp == null) {
            pickUp = create();
        }
        List<Export> found = lookInto(pickUp);
        underWay = found.size();
        return found;
    }

    private List<Export> lookInto(PickUp folder) {
        try {
            List<Export> found = folder.look(pickUps.whateverTheSchedules());
            pickUps.usable(feed);
            return found;
        } catch (IOException e) {
            String message =
                    "feed %s: the drop folder cannot be used: %s".formatted(feed, e.toString());
            if (!pickUps.trouble().filter(message::equals).isPresent()) {
                LOG.warn(message);
            }
            pickUps.unusable(feed, message);
            return List.of();
        }
    }

    /** Opens an export for its feed: the recipe of its records becomes the body. */
    public void open(Exchange exchange) {
        Export export = exchange.getMessage().getBody(Export.class);
        exchange.setVariable(EXPORT, export);
        exchange.getMessage().setBody(recipe(export));
    }

    /**
     * Opens an export that was not claimed, for its feed: it and its manifest are read where they
     * lie, and stay there.
     */
    public void openUnclaimed(Exchange exchange) {
        Export export = exchange.getMessage().getBody(Export.class);
        exchange.setVariable(EXPORT, export);
        exchange.getMessage()
                .setBody(
                        Records.unclaimed(
                                export.sourcePath(), manifestBeside(export), rejectThreshold));
    }

    /** Where an ERP has written it, also if it has come to rest with its export. */
    private Optional<Path> manifestBeside(Export export) {
        return companion("manifest", manifest)
                .map(file -> file.nameFor(export.fileName()))
                .map(export.sourcePath()::resolveSibling);
    }

    private Records recipe(Export export) {
        return export.replayOf()
                .map(
                        corrected ->
                                Records.corrected(
                                        export.workPath(),
                                        Optional.of(claimed(export)),
                                        ledger.deliveries()
                                                .find(corrected)
                                                .flatMap(Delivery::lineEnding)))
                .orElseGet(
                        () ->
                                Records.of(
                                        export.workPath(),
                                        claimed(export),
                                        companion("manifest", manifest)
                                                .map(file -> file.nameFor(export.fileName()))
                                                .map(export.workFolder()::resolve),
                                        rejectThreshold));
    }

    private ClaimedFile claimed(Export export) {
        return pickUp.hasClaimed(export.id())
                ? ClaimedFile.fresh(export)
                : ClaimedFile.unsure(export);
    }

    /** The feed route has ended well: all deliveries of the export are registered. */
    public void seal(@Variable(EXPORT) Export export) {
        if (ledger.deliveries().ofExport(export.id()).isEmpty()) {
            throw new IllegalStateException(
                    "feed %s has no sink: nothing says where its records go".formatted(feed));
        }
        ledger.exports().sealed(export.id());
    }

    /** The feed could not be gone through because of a disk: the export comes again. */
    public synchronized void later(@Variable(EXPORT) Export export) {
        pickUp.later(export);
    }

    /** All exports of the last look have gone through the feed, well or not. */
    public synchronized void allSent() {
        underWay = 0;
    }

    /** An export that is about to be open again goes through the feed with the next look. */
    synchronized void sendAgain(String exportId) {
        PickUp current = pickUp;
        if (current != null) {
            current.sendAgain(exportId);
        }
    }

    synchronized boolean isQuiet() {
        return pickUp != null && pickUp.isQuiet() && underWay == 0;
    }

    /** Files that cannot be taken, however often it is tried; nothing else is there to be done. */
    synchronized List<String> stuck() {
        return pickUp == null || underWay > 0 ? List.of() : pickUp.stuck();
    }

    private PickUp create() {
        ledger = required(Ledger.class);
        Folders folders = required(Folders.class);
        Clock clock = required(Clock.class);
        PickUpRules rules =
                new PickUpRules(
                        include,
                        exclude,
                        minAge,
                        companion("done", done),
                        companion("manifest", manifest));
        return new PickUp(
                feed,
                new DropFolder(folders.dropFolder(feed), rules, clock),
                schedule.map(
                        cron ->
                                new PickUpSchedule(
                                        feed,
                                        cron,
                                        until,
                                        clock.getZone(),
                                        ledger.pickUpWindows())),
                ExportTerms.of(after, duplicates, ordered),
                new Claims(folders, ledger.exports(), new ExportIds(clock)),
                ledger.exports(),
                clock);
    }

    private Optional<CompanionFile> companion(String parameter, Optional<String> text) {
        return text.map(
                name ->
                        parsed(
                                parameter,
                                name,
                                "a name pattern such as ${file:name}." + parameter,
                                pattern -> new CompanionFile(context, pattern)));
    }

    private <T> T required(Class<T> type) {
        T bean = context.getRegistry().findSingleByType(type);
        if (bean == null) {
            throw new IllegalStateException("no " + type.getSimpleName() + " is bound");
        }
        return bean;
    }

    private Pattern pattern(String parameter, String text) {
        return parsed(parameter, text, "a regular expression", Pattern::compile);
    }

    private String cron(String parameter, String text) {
        parsed(
                parameter,
                text,
                "a Quartz cron expression such as 0 30 1 * * ?",
                cron -> PickUpSchedule.parse(cron, ZoneOffset.UTC));
        return text;
    }

    private <T> T parsed(
            String parameter, String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "feed %s: erp-export-source %s: '%s' is not %s (%s)"
                            .formatted(feed, parameter, text, expected, e.getMessage()),
                    e);
        }
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Comes first in the form, so that what is said about the others names the feed. */
    public void setFeed(String text) {
        feed = FormText.read(text);
        if (!FEED_NAME.matcher(feed).matches()) {
            throw new IllegalArgumentException(
                    "erp-export-source feed: '%s' is not a name of letters, digits, - and _"
                            .formatted(feed));
        }
        pickUps = required(PickUps.class);
        pickUps.add(feed, this);
    }

    public void setInclude(String text) {
        include = pattern("include", FormText.read(text));
    }

    public void setExclude(String text) {
        exclude = FormText.optional(text).map(regex -> pattern("exclude", regex));
    }

    public void setMinAge(String text) {
        minAge =
                parsed(
                        "minAge",
                        FormText.read(text),
                        "a duration such as 500ms, 2s or 5m",
                        Units::duration);
    }

    public void setDone(String text) {
        done = FormText.optional(text);
    }

    public void setManifest(String text) {
        manifest = FormText.optional(text);
    }

    public void setRejectThreshold(String text) {
        rejectThreshold =
                FormText.optional(text)
                        .map(
                                limit ->
                                        parsed(
                                                "rejectThreshold",
                                                limit,
                                                "a number or a percentage",
                                                RejectThreshold::of))
                        .orElse(RejectThreshold.NONE);
    }

    public void setOrdered(String text) {
        ordered =
                parsed(
                        "ordered",
                        FormText.read(text),
                        "true or false",
                        word -> {
                            if (!word.equals("true") && !word.equals("false")) {
                                throw new IllegalArgumentException("one of two words");
                            }
                            return Boolean.valueOf(word);
                        });
    }

    public void setSchedule(String text) {
        schedule = FormText.optional(text).map(expression -> cron("schedule", expression));
    }

    public void setUntil(String text) {
        until = FormText.optional(text).map(expression -> cron("until", expression));
    }

    public void setDuplicates(String text) {
        duplicates =
                parsed(
                        "duplicates",
                        FormText.read(text),
                        "skip or deliver",
                        word -> Duplicates.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    public void setAfter(String text) {
        after =
                FormText.optional(text).stream()
                        .flatMap(list -> Stream.of(list.split(",")))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
