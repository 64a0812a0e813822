package io.saltroad;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.Agenda;
import io.saltroad.delivery.BackOff;
import io.saltroad.delivery.ColumnCheck;
import io.saltroad.delivery.CommitOrder;
import io.saltroad.delivery.Committing;
import io.saltroad.delivery.DataCloudDelivery;
import io.saltroad.delivery.Deadline;
import io.saltroad.delivery.DeliveryProgress;
import io.saltroad.delivery.DueComponent;
import io.saltroad.delivery.DuplicateCheck;
import io.saltroad.delivery.ExportSchemas;
import io.saltroad.delivery.FailurePolicy;
import io.saltroad.delivery.FollowUpSettings;
import io.saltroad.delivery.FollowUps;
import io.saltroad.delivery.Holds;
import io.saltroad.delivery.Journal;
import io.saltroad.delivery.LaneGates;
import io.saltroad.delivery.NoticeAddress;
import io.saltroad.delivery.Notices;
import io.saltroad.delivery.OrphanSearch;
import io.saltroad.delivery.OrphanWatch;
import io.saltroad.delivery.ProgressBoard;
import io.saltroad.delivery.Recipes;
import io.saltroad.delivery.Registration;
import io.saltroad.delivery.Requesting;
import io.saltroad.delivery.Resting;
import io.saltroad.delivery.ResultsFetch;
import io.saltroad.delivery.Settlement;
import io.saltroad.delivery.Staging;
import io.saltroad.delivery.Standstill;
import io.saltroad.delivery.Uploading;
import io.saltroad.export.CorrectedRecords;
import io.saltroad.export.FeedFolder;
import io.saltroad.export.Folders;
import io.saltroad.export.PickUps;
import io.saltroad.export.StrayExports;
import io.saltroad.export.WorkFolderLock;
import io.saltroad.forms.FormRoutesLoader;
import io.saltroad.forms.RouteTree;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.JobState;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.messages.MessageSettings;
import io.saltroad.messages.MessagesComponent;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.GateSettings;
import io.saltroad.salesforce.LimitsCheck;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.salesforce.bulk.BulkCalls;
import io.saltroad.salesforce.bulk.BulkHttp;
import io.saltroad.salesforce.bulk.BulkSettings;
import io.saltroad.salesforce.bulk.JobInfos;
import io.saltroad.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: Camel with our beans, delivery routes and the user's feeds. */
final class SaltroadRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SaltroadRuntime.class);

    /** How long a run that is to end waits for its notices, and for jobs that nobody wants. */
    private static final Duration NOTICE_PATIENCE = Duration.ofSeconds(15);

    /** Settings that routes read. */
    private static final List<String> NAMED_IN_ROUTES =
            List.of("saltroad.pick-up.interval", "saltroad.data-cloud.requests-per-second");

    private final Main main;
    private final WorkFolderLock lock;
    private final Ledger ledger;
    private final PickUps pickUps;
    private final CommitOrder order;
    private final Standstill standstill;
    private final ProgressBoard progress;
    private final Instant started;

    private SaltroadRuntime(
            Main main,
            WorkFolderLock lock,
            Ledger ledger,
            PickUps pickUps,
            Standstill standstill,
            ProgressBoard progress,
            Instant started) {
        this.main = main;
        this.lock = lock;
        this.ledger = ledger;
        this.pickUps = pickUps;
        this.order = new CommitOrder(ledger, pickUps);
        this.standstill = standstill;
        this.progress = progress;
        this.started = started;
    }

    /**
     * Starts to deliver. When it returns, feeds are being watched.
     *
     * @param once take what lies there now, whatever the schedules say
     * @param camelProperties {@code camel.*} settings, handed on as they are
     * @throws Exception if anything is not as it must be; nothing runs then
     */
    static SaltroadRuntime start(
            Settings settings, RouteTree routes, boolean once, Map<String, String> camelProperties)
            throws Exception {
        Clock clock = Clock.system(ZoneId.systemDefault());
        Folders folders = Folders.from(settings);
        SalesforceSettings salesforce = SalesforceSettings.from(settings);
        BulkSettings bulk = BulkSettings.from(settings);
        DataCloudSettings dataCloud = DataCloudSettings.from(settings);
        MessageSettings messages = MessageSettings.from(settings);
        FollowUpSettings followUps = FollowUpSettings.from(settings);
        GateSettings gate = GateSettings.from(settings);
        Duration deadline = Deadline.limit(settings);
        LedgerSettings ledgerSettings = LedgerSettings.from(settings);
        NoticeAddress notices = NoticeAddress.from(settings);

        WorkFolderLock lock = WorkFolderLock.take(folders);
        Ledger ledger = null;
        Main main = new Main(SaltroadRuntime.class);
        try {
            ledger = Ledger.open(ledgerSettings, clock);
            ledger.pauses().endThoseOfEarlierRuns();
            StrayExports.report(folders, ledger.exports());
            PickUps pickUps = once ? PickUps.now() : PickUps.onSchedule();
            Standstill standstill = new Standstill();
            ProgressBoard progress = new ProgressBoard(ledger, clock);
            configure(main, settings, folders, routes, camelProperties);
            Parts parts =
                    new Parts(
                            clock,
                            folders,
                            salesforce,
                            bulk,
                            dataCloud,
                            messages,
                            followUps,
                            gate,
                            deadline,
                            ledger,
                            pickUps,
                            standstill,
                            progress,
                            settings.flag("saltroad.salesforce.exclusive-user"),
                            notices,
                            routes.feeds().orElse(folders.work()));
            // Before Camel loads the routes, which name these beans.
            main.addMainListener(
                    new MainListenerSupport() {
                        @Override
                        public void beforeConfigure(BaseMainSupport configured) {
                            bind(configured.getCamelContext(), parts);
                        }

                        @Override
                        public void afterConfigure(BaseMainSupport configured) {
                            parts.notices().bind(configured.getCamelContext());
                        }
                    });
            main.start();
            return new SaltroadRuntime(
                    main, lock, ledger, pickUps, standstill, progress, clock.instant());
        } catch (Exception e) {
            main.stop();
            if (ledger != null) {
                ledger.close();
            }
            lock.close();
            throw e;
        }
    }

    private record Parts(
            Clock clock,
            Folders folders,
            SalesforceSettings salesforce,
            BulkSettings bulk,
            DataCloudSettings dataCloud,
            MessageSettings messages,
            FollowUpSettings followUps,
            GateSettings gate,
            Duration deadline,
            Ledger ledger,
            PickUps pickUps,
            Standstill standstill,
            ProgressBoard progress,
            boolean exclusiveUser,
            NoticeAddress notices,
            Path feeds) {}

    private static void configure(
            Main main,
            Settings settings,
            Folders folders,
            RouteTree routes,
            Map<String, String> camelProperties) {
        // Its own would hold on to each context by a hook of the JVM; who starts us stops us.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure()
                .withName("saltroad")
                .withBasePackageScanEnabled(false)
                .withRoutesIncludePattern(routes.includePattern())
                .withStreamCachingEnabled(false)
                .withShutdownTimeout(30);
        main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
        main.addInitialProperty("camel.component.kamelet.location", routes.kameletLocation());
        // With true, the whole kamelet would be done again when one of its steps fails.
        main.addInitialProperty("camel.component.kamelet.no-error-handler", "false");
        main.addInitialProperty("saltroad.folders.work", folders.work().toString());
        main.addInitialProperty("saltroad.folders.archive", folders.archive().toString());
        for (String name : NAMED_IN_ROUTES) {
            main.addInitialProperty(name, settings.text(name));
        }
        camelProperties.forEach(main::addInitialProperty);
    }

    private static void bind(CamelContext context, Parts parts) {
        Ledger ledger = parts.ledger();
        Recipes recipes = new Recipes();
        Gate gate =
                new Gate(
                        "salesforce",
                        ledger.gates(),
                        parts.gate(),
                        new SplittableRandom(),
                        parts.clock());
        // A tenant has no allowances of a day, of which some are kept for others.
        Gate dataCloudGate =
                new Gate(
                        "data-cloud",
                        ledger.gates(),
                        parts.gate().withoutReserve(),
                        new SplittableRandom(),
                        parts.clock());
        LaneGates gates = new LaneGates(gate, dataCloudGate);
        FailureClassifier classifier = new FailureClassifier(parts.clock());
        Deadline deadline = new Deadline(ledger, parts.deadline(), parts.clock());
        SalesforceConnection connection =
                SalesforceConnection.bind(context, parts.salesforce(), gate);
        BulkHttp bulkHttp = new BulkHttp(connection);
        DataCloudConnection tenant =
                DataCloudConnection.bind(
                        context, parts.salesforce(), parts.dataCloud(), dataCloudGate);
        DataCloudDelivery dataCloud =
                new DataCloudDelivery(
                        ledger,
                        recipes,
                        tenant,
                        parts.dataCloud(),
                        parts.progress(),
                        parts.clock());
        ColumnCheck columns = new ColumnCheck(recipes, parts.clock());
        Staging staging =
                new Staging(
                        ledger, recipes, columns, parts.bulk(), parts.progress(), parts.clock());
        staging.setCamelContext(context);

        FormRoutesLoader.bind(context);
        Holds holds = new Holds(parts.clock());
        OrphanWatch orphans =
                new OrphanWatch(
                        ledger,
                        holds,
                        parts.exclusiveUser(),
                        parts.salesforce().longestCall(),
                        parts.clock());
        context.addComponent(
                "due",
                new DueComponent(
                        new Agenda(
                                ledger,
                                recipes,
                                parts.pickUps(),
                                gates,
                                holds,
                                orphans,
                                deadline,
                                dataCloud)));
        FeedFolder feeds = new FeedFolder(parts.feeds());
        context.addComponent(
                "data-cloud-messages",
                new MessagesComponent(
                        context,
                        parts.dataCloud(),
                        parts.messages(),
                        dataCloudGate,
                        feeds,
                        dataCloud.streams(),
                        parts.clock()));
        Registry registry = context.getRegistry();
        registry.bind("orphanSearch", new OrphanSearch(ledger, orphans, new JobInfos(connection)));
        registry.bind("papers", JsonMapper.builder().addModule(new Jdk8Module()).build());
        // Not the same: a format that prints prettily makes its mapper do so.
        registry.bind("noticeJson", JsonMapper.builder().addModule(new Jdk8Module()).build());
        registry.bind("clock", parts.clock());
        registry.bind("folders", parts.folders());
        registry.bind("feedFolder", feeds);
        registry.bind("exportSchemas", new ExportSchemas(feeds, ledger));
        registry.bind("ledger", ledger);
        registry.bind("gate", gate);
        registry.bind("dataCloudGate", dataCloudGate);
        dataCloud.bind(context);
        registry.bind("limitsCheck", new LimitsCheck(gate, classifier));
        registry.bind("deadline", deadline);
        registry.bind("pickUps", parts.pickUps());
        DuplicateCheck duplicates = new DuplicateCheck(ledger);
        registry.bind(
                "registration",
                new Registration(
                        ledger,
                        recipes,
                        duplicates,
                        parts.bulk(),
                        parts.dataCloud(),
                        Version.number()));
        registry.bind("columnCheck", columns);
        registry.bind("staging", staging);
        registry.bind("uploading", new Uploading(ledger, parts.progress()));
        registry.bind("bulkHttp", bulkHttp);
        registry.bind("bulkCalls", new BulkCalls(connection));
        registry.bind(
                "committing", new Committing(ledger, duplicates, parts.bulk(), parts.clock()));
        registry.bind("resultsFetch", new ResultsFetch(ledger, recipes, bulkHttp));
        FollowUps followUps =
                new FollowUps(
                        ledger, recipes, parts.bulk(), parts.followUps(), columns, parts.clock());
        followUps.setCamelContext(context);
        registry.bind("followUps", followUps);
        registry.bind("settlement", new Settlement(ledger, recipes, parts.progress()));
        registry.bind("journal", new Journal(ledger, parts.folders(), parts.clock()));
        registry.bind("resting", new Resting(ledger, parts.folders(), parts.clock()));
        registry.bind(
                "requesting",
                new Requesting(
                        ledger,
                        recipes,
                        parts.progress(),
                        parts.pickUps(),
                        new CorrectedRecords(parts.folders(), ledger, parts.clock())));
        registry.bind(
                "notices",
                new Notices(
                        ledger,
                        holds,
                        new BackOff(new SplittableRandom()),
                        parts.notices(),
                        parts.clock()));
        registry.bind(
                "failurePolicy",
                new FailurePolicy(
                        ledger,
                        recipes,
                        classifier,
                        gates,
                        new BackOff(new SplittableRandom()),
                        holds,
                        parts.standstill(),
                        parts.progress(),
                        parts.clock()));
    }

    /**
     * Waits until nothing is open in the ledger and nothing waits in the drop folders, or what is
     * left waits for a person.
     *
     * @throws StandstillException if that cannot come by itself; the message says why
     */
    void awaitSettled() throws InterruptedException {
        while (!settled()) {
            Optional<String> trouble = standstill.reason().or(pickUps::trouble);
            if (trouble.isPresent()) {
                throw new StandstillException(trouble.get());
            }
            Optional<Export> orphan = exportWithoutFeed();
            if (orphan.isPresent()) {
                throw new StandstillException(
                        "export %s (%s) is open, but there is no feed %s any more"
                                .formatted(
                                        orphan.get().id(),
                                        orphan.get().fileName(),
                                        orphan.get().feed()));
            }
            Thread.sleep(100);
        }
        awaitAborts();
        awaitNotices();
    }

    /**
     * Gives the aborts of given-up jobs of Data Cloud a chance: until then nobody can load into
     * their objects. What is left is aborted in the next run.
     */
    private void awaitAborts() throws InterruptedException {
        Instant end = Instant.now().plus(NOTICE_PATIENCE);
        while (ledger.ingestionJobs().unended().stream()
                .anyMatch(job -> job.state() == JobState.OPEN)) {
            if (Instant.now().isAfter(end)) {
                LOG.warn(
                        "Jobs of Data Cloud are open still whose deliveries were given up. They are"
                                + " aborted in the next run");
                return;
            }
            Thread.sleep(100);
        }
    }

    private boolean settled() {
        return pickUps.areStill() && order.allWait() && ledger.requests().open().isEmpty();
    }

    /** What lies in drop folders and cannot be taken, with the reason, as sentences. */
    List<String> stuck() {
        return pickUps.stuck();
    }

    /** Gives notices a chance. What nobody takes now waits in the ledger for the next run. */
    private void awaitNotices() throws InterruptedException {
        Instant end = Instant.now().plus(NOTICE_PATIENCE);
        while (Instant.now().isBefore(end)) {
            if (ledger.deadLetters().deliveriesToTell().isEmpty()
                    && ledger.deadLetters().exportsToTell().isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
        LOG.warn(
                "Some notices have not been taken by saltroad.notify.to. They are given at the next"
                        + " run");
    }

    private Optional<Export> exportWithoutFeed() {
        return ledger.exports().open().stream()
                .filter(export -> !pickUps.feeds().contains(export.feed()))
                .findFirst();
    }

    /** How far the open deliveries are. */
    List<DeliveryProgress> progress() {
        return progress.snapshot();
    }

    /** The gates that are closed now. */
    List<ClosedGate> closedGates() {
        return ledger.gates().closedAt(Instant.now());
    }

    Ledger ledger() {
        return ledger;
    }

    /** When this run began. */
    Instant started() {
        return started;
    }

    @Override
    public void close() throws IOException {
        main.stop();
        ledger.close();
        lock.close();
    }
}
