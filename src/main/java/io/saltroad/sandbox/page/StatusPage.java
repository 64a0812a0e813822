package io.saltroad.sandbox.page;

import io.saltroad.sandbox.bulk.IngestEndpoints;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.ingest.Arrivals;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.Traffic;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The page at {@code /}: what is in the org, what arrived. Plain HTML, it refreshes itself. */
public final class StatusPage {

    private static final int JOBS = 25;
    private static final int REQUESTS = 40;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final OrgStore store;
    private final IngestEndpoints ingest;
    private final Arrivals arrivals;
    private final Faults faults;
    private final Traffic traffic;
    private final String frame = resource("page.html");
    private final String style = resource("page.css");

    public StatusPage(
            OrgStore store,
            IngestEndpoints ingest,
            Arrivals arrivals,
            Faults faults,
            Traffic traffic) {
        this.store = store;
        this.ingest = ingest;
        this.arrivals = arrivals;
        this.faults = faults;
        this.traffic = traffic;
    }

    public void serve(Resources resources) {
        resources.at("/").get(call -> Answer.html(200, html())).done();
        resources.at("/sandbox.css").get(call -> Answer.css(style)).done();
    }

    private static String resource(String name) {
        try (InputStream in =
                StatusPage.class.getResourceAsStream("/io/saltroad/sandbox/" + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String html() {
        return frame.replace("{organization}", text(store.organization().name()))
                .replace("{objects}", objects())
                .replace("{faults}", faults())
                .replace("{jobs}", jobs())
                .replace("{lake}", lake())
                .replace("{ingestions}", ingestions())
                .replace("{requests}", requests());
    }

    private String objects() {
        Rows rows = new Rows();
        for (ObjectDefinition object : store.catalog().objects()) {
            rows.add(object.name(), number(store.count(object)), object.keyPrefix());
        }
        return rows.html("No objects are declared.");
    }

    private String jobs() {
        Rows rows = new Rows();
        for (JsonObject job : ingest.latest(JOBS)) {
            String state = job.getString("state");
            rows.mark(state.toLowerCase(Locale.ROOT))
                    .add(
                            job.getString("id"),
                            job.getString("operation") + " " + job.getString("object"),
                            state,
                            number(job.getLong("numberRecordsProcessed", 0L)),
                            number(job.getLong("numberRecordsFailed", 0L)),
                            number(job.getLong("totalProcessingTime")) + " ms",
                            job.getString("errorMessage", ""));
        }
        return rows.html("No job yet.");
    }

    private String lake() {
        Rows rows = new Rows();
        for (Map.Entry<String, Object> entry : arrivals.objects()) {
            JsonObject object = (JsonObject) entry.getValue();
            JsonObject streamed = object.getJsonObject("streamed");
            rows.add(
                    entry.getKey(),
                    number(object.getLong("records")),
                    number(object.getLong("problems")),
                    number(streamed.getLong("requests")),
                    number(streamed.getLong("records")),
                    streamed.getBoolean("pending") ? "not visible yet" : "");
        }
        return rows.html("No object is declared.");
    }

    private String ingestions() {
        Rows rows = new Rows();
        for (JsonObject job : arrivals.jobs(JOBS)) {
            String state = job.getString("state");
            rows.mark(state.toLowerCase(Locale.ROOT))
                    .add(
                            job.getString("id"),
                            "%s %s of %s"
                                    .formatted(
                                            job.getString("operation"),
                                            job.getString("object"),
                                            job.getString("sourceName")),
                            state,
                            number(job.getInteger("files")),
                            number(job.getLong("read")),
                            number(job.getLong("lost")),
                            number(job.getLong("totalProcessingTime")) + " ms",
                            Objects.requireNonNullElse(job.getString("message"), ""));
        }
        return rows.html("No job yet.");
    }

    private String faults() {
        Rows rows = new Rows();
        faults.list().stream()
                .map(JsonObject.class::cast)
                .forEach(
                        fault ->
                                rows.add(
                                        fault.getString("kind"),
                                        String.valueOf(
                                                fault.getValue(
                                                        "path", fault.getValue("object", "all"))),
                                        number(fault.getLong("played")),
                                        number(fault.getLong("left"))));
        return rows.html("No fault is scheduled.");
    }

    private String requests() {
        Rows rows = new Rows();
        for (Traffic.Exchange exchange : traffic.last(REQUESTS)) {
            rows.mark(exchange.status() >= 400 || exchange.status() == 0 ? "refused" : "")
                    .add(
                            time(exchange.at()),
                            exchange.method(),
                            exchange.path()
                                    + (exchange.query() == null ? "" : "?" + exchange.query()),
                            exchange.status() == 0
                                    ? "no answer"
                                    : String.valueOf(exchange.status()),
                            number(exchange.took().toMillis()) + " ms",
                            number(exchange.bytesIn()),
                            number(exchange.bytesOut()),
                            exchange.fault() == null ? "" : exchange.fault());
        }
        return rows.html("No request yet.");
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String text(String value) {
        return Rows.escaped(value);
    }
}
