package io.saltroad.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.saltroad.SettableClock;
import io.saltroad.chunk.ChunkSize;
import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.export.ClaimedRecords;
import io.saltroad.export.CorrectedRecords;
import io.saltroad.export.FeedFolder;
import io.saltroad.export.Folders;
import io.saltroad.export.PickUps;
import io.saltroad.forms.FormRoutesLoader;
import io.saltroad.ledger.Chunk;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Target;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.GateSettings;
import io.saltroad.salesforce.LimitsCheck;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.bulk.BulkCalls;
import io.saltroad.salesforce.bulk.BulkHttp;
import io.saltroad.salesforce.bulk.BulkSettings;
import io.saltroad.salesforce.bulk.JobInfos;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.salesforce.api.dto.bulkv2.JobStateEnum;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;

/**
 * The delivery routes as they stand in {@code routes/}, with our own beans and a real ledger. What
 * would go to Salesforce meets a stand-in that writes it down and answers as the test says; what
 * would come from the ledger by itself is sent by the test.
 */
final class RoutesUnderTest implements AutoCloseable {

    static final String NOW = "2026-03-01T12:00:00Z";

    /** What a test sees as the address of Salesforce's upload and results. */
    static final String HTTP = "salesforce-http:http://org";

    /** How tests call the two changes of a job, which share one address. */
    static final String CLOSE = "salesforce:raw, close";

    /** Where notices go in a test that does not say otherwise. */
    private static final String PEOPLE = "mock:people";

    static final String ABORT = "salesforce:raw, abort";

    /** How tests call the two questions about other jobs than ours, which share that address. */
    static final String LIST = "salesforce:raw, list";

    static final String LOOK = "salesforce:raw, look";

    private static final Path ROUTES = Path.of("routes");
    private static final int ONE_RECORD_A_CHUNK = 24;

    final SettableClock clock = new SettableClock(NOW);
    final Folders folders;
    final Ledger ledger;
    final Recipes recipes = new Recipes();
    final Gate gate;
    final Gate dataCloudGate;
    final Deadline deadline;
    final Holds holds = new Holds(clock);
    final Standstill standstill = new Standstill();
    final DefaultCamelContext context = new DefaultCamelContext();

    /** What went out, in its order, such as {@code salesforce:bulk2CreateJob}. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** The messages that went out with the calls. */
    final List<Message> asked = new CopyOnWriteArrayList<>();

    /** The endpoints that the routes would have asked. */
    final Map<String, Endpoint> real = new TreeMap<>();

    private final Map<String, Processor> answers = new HashMap<>();
    private final ProducerTemplate template;
    private int jobs;
    private int exports;

    private RoutesUnderTest(Path folder, boolean exclusiveUser, String noticesTo) throws Exception {
        folders =
                new Folders(
                        folder.resolve("drop"),
                        folder.resolve("work"),
                        folder.resolve("archive"),
                        folder.resolve("dead-letter"));
        ledger = Ledger.open(new LedgerSettings("jdbc:sqlite:" + folder.resolve("l.db")), clock);
        gate =
                new Gate(
                        "salesforce",
                        ledger.gates(),
                        new GateSettings(Duration.ofSeconds(5), Duration.ofMinutes(15), 10),
                        new SplittableRandom(1),
                        clock);
        dataCloudGate = new Gate("data-cloud", ledger.gates(), clock);
        deadline = new Deadline(ledger, Duration.ofHours(24), clock);
        template = context.createProducerTemplate();
        bindBeans(folder, exclusiveUser, noticesTo);
        context.getCamelContextExtension().registerEndpointCallback(this::inPlaceOf);
    }

    /** All delivery routes, started. */
    static RoutesUnderTest start(Path folder) throws Exception {
        return start(folder, false, PEOPLE);
    }

    /** All delivery routes, where nobody else may use our user at Salesforce. */
    static RoutesUnderTest startWithUserOfItsOwn(Path folder) throws Exception {
        return start(folder, true, PEOPLE);
    }

    /** All delivery routes, with notices going to this address. */
    static RoutesUnderTest startTelling(Path folder, String noticesTo) throws Exception {
        return start(folder, false, noticesTo);
    }

    private static RoutesUnderTest start(Path folder, boolean exclusiveUser, String noticesTo)
            throws Exception {
        RoutesUnderTest routes = new RoutesUnderTest(folder, exclusiveUser, noticesTo);
        routes.loadAll();
        routes.context.start();
        routes.answerLikeSalesforce();
        return routes;
    }

    private void bindBeans(Path folder, boolean exclusiveUser, String noticesTo) {
        context.setStreamCaching(false);
        context.getPropertiesComponent()
                .addInitialProperty("saltroad.folders.work", folders.work().toString());
        context.getPropertiesComponent()
                .addInitialProperty("saltroad.folders.archive", folders.archive().toString());
        context.getPropertiesComponent().addInitialProperty("saltroad.pick-up.interval", "200");
        context.getPropertiesComponent()
                .addInitialProperty("saltroad.data-cloud.requests-per-second", "250");
        FormRoutesLoader.bind(context);
        KameletComponent kamelets = new KameletComponent();
        kamelets.setLocation("file:" + ROUTES.resolve("kamelets").toAbsolutePath());
        kamelets.setNoErrorHandler(false);
        context.addComponent("kamelet", kamelets);

        SalesforceConnection connection =
                SalesforceConnection.bind(context, DataCloudParts.salesforceSettings(), gate);
        ProgressBoard progress = new ProgressBoard(ledger, clock);
        BulkSettings bulk =
                new BulkSettings(
                        new ChunkSize(ONE_RECORD_A_CHUNK),
                        1,
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1));
        DataCloudSettings dataCloudSettings = DataCloudParts.settings();
        DataCloudDelivery dataCloud =
                new DataCloudDelivery(
                        ledger,
                        recipes,
                        DataCloudConnection.bind(
                                context,
                                DataCloudParts.salesforceSettings(),
                                dataCloudSettings,
                                dataCloudGate),
                        dataCloudSettings,
                        progress,
                        clock);
        dataCloud.bind(context);
        BulkHttp bulkHttp = new BulkHttp(connection);
        PickUps pickUps = PickUps.onSchedule();
        ColumnCheck columns = new ColumnCheck(recipes, clock);
        Staging staging = new Staging(ledger, recipes, columns, bulk, progress, clock);
        staging.setCamelContext(context);
        OrphanWatch orphans =
                new OrphanWatch(ledger, holds, exclusiveUser, Duration.ofMinutes(5), clock);
        context.addComponent(
                "due",
                new DueComponent(
                        new Agenda(
                                ledger,
                                recipes,
                                pickUps,
                                new LaneGates(gate, dataCloudGate),
                                holds,
                                orphans,
                                deadline,
                                dataCloud)));
        Map<String, Object> beans = new TreeMap<>();
        beans.put("orphanSearch", new OrphanSearch(ledger, orphans, new JobInfos(connection)));
        beans.put("papers", JsonMapper.builder().addModule(new Jdk8Module()).build());
        beans.put("noticeJson", JsonMapper.builder().addModule(new Jdk8Module()).build());
        beans.put("clock", clock);
        beans.put("folders", folders);
        beans.put("feedFolder", new FeedFolder(folder.resolve("feeds")));
        beans.put("ledger", ledger);
        beans.put("gate", gate);
        beans.put("dataCloudGate", dataCloudGate);
        beans.put("limitsCheck", new LimitsCheck(gate, new FailureClassifier(clock)));
        beans.put("deadline", deadline);
        beans.put("pickUps", pickUps);
        beans.put(
                "registration",
                new Registration(
                        ledger,
                        recipes,
                        new DuplicateCheck(ledger),
                        bulk,
                        dataCloudSettings,
                        "test"));
        beans.put("columnCheck", columns);
        beans.put("staging", staging);
        beans.put("uploading", new Uploading(ledger, progress));
        beans.put("bulkHttp", bulkHttp);
        beans.put("bulkCalls", new BulkCalls(connection));
        beans.put("committing", new Committing(ledger, new DuplicateCheck(ledger), bulk, clock));
        beans.put("resultsFetch", new ResultsFetch(ledger, recipes, bulkHttp));
        FollowUps followUps =
                new FollowUps(
                        ledger,
                        recipes,
                        bulk,
                        new FollowUpSettings(Set.of("UNABLE_TO_LOCK_ROW"), Duration.ofSeconds(10)),
                        columns,
                        clock);
        followUps.setCamelContext(context);
        beans.put("followUps", followUps);
        beans.put("settlement", new Settlement(ledger, recipes, progress));
        beans.put("journal", new Journal(ledger, folders, clock));
        beans.put("resting", new Resting(ledger, folders, clock));
        beans.put(
                "requesting",
                new Requesting(
                        ledger,
                        recipes,
                        progress,
                        pickUps,
                        new CorrectedRecords(folders, ledger, clock)));
        beans.put(
                "notices",
                new Notices(
                        ledger,
                        holds,
                        new BackOff(new SplittableRandom(1)),
                        new NoticeAddress(Optional.of(noticesTo)),
                        clock));
        new NoticeAddress(Optional.of(noticesTo)).bind(context);
        beans.put(
                "failurePolicy",
                new FailurePolicy(
                        ledger,
                        recipes,
                        new FailureClassifier(clock),
                        new LaneGates(gate, dataCloudGate),
                        new BackOff(new SplittableRandom(1)),
                        holds,
                        standstill,
                        progress,
                        clock));
        beans.forEach(context.getRegistry()::bind);
    }

    private void loadAll() throws Exception {
        try (var files = Files.newDirectoryStream(ROUTES, "*.camel.yaml")) {
            for (Path file : files) {
                load(file);
            }
        }
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            String from = route.getInput().getEndpointUri();
            if (from.startsWith("due:")) {
                AdviceWith.adviceWith(
                        context,
                        route.getRouteId(),
                        false,
                        advice -> advice.replaceFromWith("direct:due-" + route.getRouteId()));
            }
        }
    }

    void load(Path file) throws Exception {
        Resource resource =
                PluginHelper.getResourceLoader(context)
                        .resolveResource("file:" + file.toAbsolutePath());
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
    }

    /** Sends a piece of work to the route with this id, as the ledger's agenda would. */
    Exchange send(String route, Work work) {
        return template.send(
                "direct:due-" + route,
                exchange -> {
                    exchange.getMessage().setBody(work);
                    exchange.setVariable(DueConsumer.WORK, work);
                });
    }

    Exchange send(String route, Delivery delivery) {
        return send(route, new Work.OnDelivery(ledger.deliveries().get(delivery.id())));
    }

    Exchange send(String route, Job job) {
        Job now = ledger.jobs().get(job.id());
        return send(route, new Work.OnJob(now, ledger.deliveries().get(job.deliveryId())));
    }

    Exchange send(String route, Export export) {
        return send(route, new Work.OnExport(ledger.exports().get(export.id())));
    }

    Staging staging() {
        return context.getRegistry().lookupByNameAndType("staging", Staging.class);
    }

    /** Sends a body to an inner route. */
    Exchange sendTo(String direct, Object body) {
        return template.send("direct:" + direct, exchange -> exchange.getMessage().setBody(body));
    }

    /** What Salesforce answers from now on, when it is asked at this address. */
    void answer(String address, Processor answer) {
        answers.put(address, answer);
    }

    /** Salesforce does what it is asked to. */
    private void answerLikeSalesforce() {
        answer("salesforce:getDescription", replying(ACCOUNT));
        answer("salesforce:bulk2CreateJob", job("Open", null, null));
        answer(CLOSE, patched("UploadComplete"));
        answer(ABORT, patched("Aborted"));
        answer("salesforce:bulk2GetJob", job("JobComplete", 1L, 0L));
        answer(HTTP, exchange -> exchange.getMessage().setBody(null));
    }

    static final String ACCOUNT =
            """
            {"name": "Account", "fields": [
              {"name": "ERP__c", "createable": true, "updateable": true, "externalId": true},
              {"name": "Name", "createable": true, "updateable": true}]}
            """;

    /** An answer about a job; a job that is asked for by id keeps it. */
    Processor job(String state, Long processed, Long failed) {
        return exchange -> {
            var job = new org.apache.camel.component.salesforce.api.dto.bulkv2.Job();
            String id = exchange.getMessage().getHeader("jobId", String.class);
            job.setId(id == null ? nextJobId() : id);
            job.setState(JobStateEnum.fromValue(state));
            job.setNumberRecordsProcessed(processed);
            job.setNumberRecordsFailed(failed);
            exchange.getMessage().setBody(job);
        };
    }

    /** The answer to a change of a job, as it comes over the wire. */
    static Processor patched(String state) {
        return exchange -> {
            String path = exchange.getMessage().getHeader("rawPath", String.class);
            String id = path.substring(path.lastIndexOf('/') + 1);
            replying("{\"id\": \"%s\", \"state\": \"%s\"}".formatted(id, state)).process(exchange);
        };
    }

    private synchronized String nextJobId() {
        return "750000000000%03dAAA".formatted(++jobs);
    }

    /** An answer whose body is a stream of this text. */
    static Processor replying(String text) {
        return exchange ->
                exchange.getMessage()
                        .setBody(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Processor failing(Exception failure) {
        return exchange -> {
            throw failure;
        };
    }

    /** An export of customers in its work folder, claimed and sealed, without any delivery. */
    Export export(String... records) throws IOException {
        String id = "20260301-120000-%04d".formatted(++exports);
        Path work = folders.work().resolve(id).resolve("CUST.csv");
        Files.createDirectories(work.getParent());
        Files.writeString(work, "ERP__c,Name\n" + String.join("\n", records) + "\n");
        ledger.exports()
                .claiming(
                        id,
                        "customers",
                        folders.dropFolder("customers").resolve("CUST.csv"),
                        work,
                        Files.size(work),
                        List.of(),
                        Duplicates.SKIP);
        ledger.exports().claimed(id, Files.size(work), "sha-of-" + id);
        ledger.exports().sealed(id);
        return ledger.exports().get(id);
    }

    /** What the sink of the deliveries to come asks for. */
    Map<String, String> parameters =
            Map.of("object", "Account", "operation", "upsert", "externalIdField", "ERP__c");

    /** A delivery of an export of customers, each line of which makes a chunk. */
    Delivery registered(String... records) throws IOException {
        return registered(export(records), 1);
    }

    Delivery registered(Export export, int ordinal) {
        Delivery delivery =
                ledger.deliveries()
                        .register(
                                export,
                                ordinal,
                                Target.crm("Account", "upsert", Optional.of("ERP__c")),
                                parameters,
                                "fingerprint");
        recipes.put(delivery, ClaimedRecords.of(export));
        return delivery;
    }

    /** What a change of the feed's parameters does to a delivery that is not committed. */
    void reregister(Delivery delivery, Map<String, String> parameters) {
        ledger.deliveries()
                .reregister(delivery, delivery.target(), parameters, "another fingerprint");
    }

    /** A delivery whose chunks lie in Open jobs, made without the routes. */
    Delivery staged(String... records) throws IOException {
        Delivery delivery = registered(records);
        for (int number = 1; number <= records.length; number++) {
            ledger.deliveries().cut(new Chunk(delivery.id(), number, 0, number + 1L, 1, 20, "sha"));
            Job intent = ledger.jobs().intended(delivery.id(), number);
            ledger.jobs().uploaded(ledger.jobs().created(intent, nextJobId()));
        }
        ledger.deliveries().staged(delivery, new Counts(records.length, 0, 0, 0, 0), "COMMA", "LF");
        return ledger.deliveries().get(delivery.id());
    }

    /** A delivery that waits for its jobs to be closed. */
    Delivery committed(String... records) throws IOException {
        Delivery delivery = staged(records);
        ledger.deliveries().committed(delivery);
        return ledger.deliveries().get(delivery.id());
    }

    /** A delivery whose jobs have all run to their end, without any failed record. */
    Delivery completed(String... records) throws IOException {
        Delivery delivery = committed(records);
        jobs(delivery).forEach(job -> ended(job, JobState.JOB_COMPLETE, 1, 0));
        return delivery;
    }

    /** Takes down how a job has ended. */
    void ended(Job job, JobState state, long processed, long failed) {
        ledger.jobs()
                .seen(
                        job,
                        state,
                        Optional.of(processed),
                        Optional.of(failed),
                        state == JobState.FAILED ? Optional.of("InvalidBatch") : Optional.empty(),
                        clock.instant());
    }

    List<Job> jobs(Delivery delivery) {
        return ledger.jobs().ofDelivery(delivery.id());
    }

    Delivery now(Delivery delivery) {
        return ledger.deliveries().get(delivery.id());
    }

    @Override
    public void close() {
        context.stop();
        ledger.close();
    }

    /**
     * Stands where Salesforce would be asked. The real endpoint has been made before it, so its
     * options are checked.
     */
    private final class StandIn extends DefaultEndpoint {

        private final String address;

        private StandIn(String uri, Component component, String address) {
            super(uri, component);
            this.address = address;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    String call = callOf(exchange.getMessage());
                    calls.add(call);
                    asked.add(exchange.getMessage().copy());
                    answers.get(call).process(exchange);
                }
            };
        }

        private String callOf(Message message) {
            if (!address.equals("salesforce:raw")) {
                return address;
            }
            String change = message.getBody(String.class);
            if (change == null) {
                return message.getHeader("rawPath", String.class).contains("?") ? LIST : LOOK;
            }
            return change.contains("Aborted") ? ABORT : CLOSE;
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException(address);
        }
    }

    private Endpoint inPlaceOf(String uri, Endpoint endpoint) {
        if (!uri.startsWith("salesforce")) {
            return endpoint;
        }
        real.put(uri, endpoint);
        String address = uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
        return new StandIn(uri, endpoint.getCamelContext().getComponent("direct"), address);
    }
}
