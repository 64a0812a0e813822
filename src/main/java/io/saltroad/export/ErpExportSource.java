package io.saltroad.export;

import io.saltroad.forms.FormText;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.settings.Units;
import java.io.IOException;
import java.time.Clock;
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
    private String include = ".*";
    private Optional<String> exclude = Optional.empty();
    private String minAge = "2s";
    private Optional<String> done = Optional.empty();
    private Optional<String> schedule = Optional.empty();
    private Optional<String> until = Optional.empty();
    private String duplicates = "skip";
    private List<String> after = List.of();
    private PickUps pickUps;
    private PickUp pickUp;
    private Ledger ledger;
    private int underWay;

    /** What is complete in the drop folder, as exports of ours. The first call checks the form. */
    public synchronized List<Export> look() throws IOException {
        if (pickUp == null) {
            pickUp = create();
        }
        List<Export> found = pickUp.look(pickUps.whateverTheSchedules());
        underWay = found.size();
        return found;
    }

    /** Opens an export for its feed: the recipe of its records becomes the body. */
    public void open(Exchange exchange) {
        Export export = exchange.getMessage().getBody(Export.class);
        exchange.setVariable(EXPORT, export);
        exchange.getMessage().setBody(Records.of(export.workPath()));
    }

    /** The feed route has ended well: all deliveries of the export are registered. */
    public void seal(@Variable(EXPORT) Export export) {
        if (ledger.deliveries().ofExport(export.id()).isEmpty()) {
            throw new IllegalStateException(
                    "feed %s has no sink: nothing says where its records go".formatted(feed));
        }
        ledger.exports().sealed(export.id());
    }

    /** All exports of the last look have gone through the feed, well or not. */
    public synchronized void allSent() {
        underWay = 0;
    }

    synchronized boolean isQuiet() {
        return pickUp != null && pickUp.isQuiet() && underWay == 0;
    }

    private PickUp create() {
        ledger = required(Ledger.class);
        Folders folders = required(Folders.class);
        Clock clock = required(Clock.class);
        PickUpRules rules =
                new PickUpRules(
                        Pattern.compile(include),
                        exclude.map(Pattern::compile),
                        parsed("minAge", minAge, Units::duration),
                        done.map(pattern -> new DoneFile(context, pattern)));
        return new PickUp(
                feed,
                new DropFolder(folders.dropFolder(feed), rules, clock),
                schedule.map(cron -> new PickUpSchedule(feed, cron, until, ledger.pickUpWindows())),
                after,
                parsed(
                        "duplicates",
                        duplicates,
                        text -> Duplicates.valueOf(text.toUpperCase(Locale.ROOT))),
                new Claims(folders, ledger.exports(), new ExportIds(clock)),
                ledger.exports(),
                clock);
    }

    private <T> T required(Class<T> type) {
        T bean = context.getRegistry().findSingleByType(type);
        if (bean == null) {
            throw new IllegalStateException("no " + type.getSimpleName() + " is bound");
        }
        return bean;
    }

    private <T> T parsed(String parameter, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "feed %s: erp-export-source %s: '%s' is not understood"
                            .formatted(feed, parameter, text),
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

    public void setFeed(String text) {
        feed = FormText.read(text);
        if (!FEED_NAME.matcher(feed).matches()) {
            throw new IllegalArgumentException(
                    "feed: '%s' is not a name of letters, digits, - and _".formatted(feed));
        }
        pickUps = required(PickUps.class);
        pickUps.add(feed, this);
    }

    public void setInclude(String text) {
        include = FormText.read(text);
    }

    public void setExclude(String text) {
        exclude = FormText.optional(text);
    }

    public void setMinAge(String text) {
        minAge = FormText.read(text);
    }

    public void setDone(String text) {
        done = FormText.optional(text);
    }

    public void setSchedule(String text) {
        schedule = FormText.optional(text);
    }

    public void setUntil(String text) {
        until = FormText.optional(text);
    }

    public void setDuplicates(String text) {
        duplicates = FormText.read(text);
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
