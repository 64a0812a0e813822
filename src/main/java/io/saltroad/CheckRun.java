package io.saltroad;

import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.DuplicateCheck;
import io.saltroad.delivery.ExportSchemas;
import io.saltroad.delivery.Questions;
import io.saltroad.delivery.Recipes;
import io.saltroad.delivery.Registration;
import io.saltroad.delivery.Rehearsal;
import io.saltroad.delivery.RunningStreams;
import io.saltroad.delivery.SinkReport;
import io.saltroad.export.FeedFolder;
import io.saltroad.export.Folders;
import io.saltroad.export.PickUps;
import io.saltroad.forms.FormRoutesLoader;
import io.saltroad.forms.RouteTree;
import io.saltroad.ledger.Duplicates;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.messages.MessageSettings;
import io.saltroad.messages.MessagesComponent;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.SalesforceConnection;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.salesforce.bulk.BulkSettings;
import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.commons.io.file.PathUtils;

/**
 * One feed, run with one export as a run would, but for this: nobody claims the export, which stays
 * where it lies; the ledger and the work folder are ones of its own that are gone afterwards; no
 * delivery route is there, so nothing is sent; and steps that would send something are refused.
 */
final class CheckRun implements AutoCloseable {

    private static final String ID = "check";

    /** Servers of a run would be in the way of a run beside. */
    private static final List<String> SERVERS = List.of("camel.server.", "camel.management.");

    private final String feed;
    private final Path scratch;
    private final Ledger ledger;
    private final Recipes recipes = new Recipes();
    private final Main main = new Main(CheckRun.class);
    private final NoSideEffects noSideEffects;
    private final Settings settings;
    private final Clock clock = Clock.system(ZoneId.systemDefault());
    private Questions questions;

    private CheckRun(Path scratch, String feed, Settings settings) {
        this.scratch = scratch;
        this.feed = feed;
        this.settings = settings;
        this.noSideEffects = new NoSideEffects(feed);
        this.ledger =
                Ledger.open(
                        new LedgerSettings("jdbc:sqlite:" + scratch.resolve("ledger.db")), clock);
    }

    /**
     * Starts the feed.
     *
     * @throws UncheckableFeedException if it would send something
     * @throws Exception if the feed is not as it must be
     */
    static CheckRun start(String feed, FrontDoor.Opened opened, RouteTree routes) throws Exception {
        Path scratch = Files.createTempDirectory("saltroad-check-");
        CheckRun check;
        try {
            check = new CheckRun(scratch, feed, opened.settings());
        } catch (RuntimeException e) {
            PathUtils.deleteDirectory(scratch);
            throw e;
        }
        try {
            check.start(routes, opened.others());
            return check;
        } catch (Exception e) {
            check.close();
            throw e;
        }
    }

    private void start(RouteTree routes, Map<String, String> camelProperties) throws Exception {
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure()
                .withName("saltroad-check")
                .withBasePackageScanEnabled(false)
                .withRoutesIncludePattern(
                        "file:" + routes.feedFile(feed).orElseThrow().toAbsolutePath())
                .withStreamCachingEnabled(false)
                .withShutdownTimeout(5);
        main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
        camelProperties.forEach(
                (key, value) -> {
                    if (SERVERS.stream().noneMatch(key::startsWith)) {
                        main.addInitialProperty(key, value);
                    }
                });
        // Before the user's own, since no source of theirs may claim anything.
        main.addInitialProperty(
                "camel.component.kamelet.location",
                "classpath:io/saltroad/check," + routes.kameletLocation());
        main.addInitialProperty("camel.component.kamelet.no-error-handler", "false");
        main.addMainListener(
                new MainListenerSupport() {
                    @Override
                    public void beforeConfigure(BaseMainSupport configured) {
                        bind(configured.getCamelContext(), routes);
                    }
                });
        main.start();
    }

    private void bind(CamelContext context, RouteTree routes) {
        context.getCamelContextExtension().registerEndpointCallback(noSideEffects);
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .setRouteFilter(this::isOfFeed);
        FormRoutesLoader.bind(context);
        BulkSettings bulk = BulkSettings.from(settings);
        DataCloudSettings dataCloud = DataCloudSettings.from(settings);
        FeedFolder feeds = new FeedFolder(routes.feeds().orElseThrow());
        Registry registry = context.getRegistry();
        registry.bind("clock", clock);
        registry.bind("folders", new Folders(scratch, scratch, scratch, scratch));
        registry.bind("feedFolder", feeds);
        registry.bind("exportSchemas", new ExportSchemas(feeds, ledger));
        registry.bind("ledger", ledger);
        registry.bind("pickUps", PickUps.now());
        registry.bind(
                "registration",
                new Registration(
                        ledger,
                        recipes,
                        new DuplicateCheck(ledger),
                        bulk,
                        dataCloud,
                        Version.number()));
        // It takes recipes of records here; a message would find no route to be sent by.
        context.addComponent(
                "data-cloud-messages",
                new MessagesComponent(
                        context,
                        dataCloud,
                        MessageSettings.from(settings),
                        new Gate("data-cloud", ledger.gates(), clock),
                        feeds,
                        new RunningStreams(clock),
                        clock));
        questions = questions(context, dataCloud);
    }

    /** Other routes of the file are none of ours, but for those that the feed may call. */
    private boolean isOfFeed(RouteDefinition route) {
        return route.isCreatedFromTemplate()
                || feed.equals(route.getRouteId())
                || route.getInput().getEndpointUri().startsWith("direct:");
    }

    private Questions questions(CamelContext context, DataCloudSettings dataCloud) {
        try {
            SalesforceSettings salesforce = SalesforceSettings.from(settings);
            SalesforceConnection.bind(
                    context, salesforce, new Gate("salesforce", ledger.gates(), clock));
            return Questions.of(
                    context,
                    DataCloudConnection.bind(
                            context,
                            salesforce,
                            dataCloud,
                            new Gate("data-cloud", ledger.gates(), clock)));
        } catch (SettingsException e) {
            return Questions.none(context, e.getMessage());
        }
    }

    /**
     * Sends an export through the feed, which reads nothing of it yet.
     *
     * @throws UncheckableFeedException if the feed would send something
     * @throws Exception if the export cannot go through the feed
     */
    void send(Path file) throws Exception {
        Path source = file.toAbsolutePath().normalize();
        Path work = Files.createDirectories(scratch.resolve(ID)).resolve(source.getFileName());
        ledger.exports()
                .claiming(
                        ID, feed, source, work, Files.size(source), List.of(), Duplicates.DELIVER);
        Export export = ledger.exports().get(ID);
        CamelContext context = main.getCamelContext();
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange sent =
                    template.send(
                            "direct:saltroad-check-" + feed,
                            exchange -> exchange.getMessage().setBody(export));
            if (sent.getException() != null) {
                throw sent.getException();
            }
        }
        noSideEffects.over();
    }

    /** What would become of the export that was sent, a report for each sink of the feed. */
    List<SinkReport> reports(Rehearsal.Extent extent) throws Exception {
        return new Rehearsal(
                        ledger,
                        recipes,
                        BulkSettings.from(settings),
                        DataCloudSettings.from(settings),
                        questions,
                        extent,
                        clock)
                .of(ledger.exports().get(ID));
    }

    @Override
    public void close() throws IOException {
        try {
            if (questions != null) {
                questions.close();
            }
            main.stop();
            ledger.close();
        } finally {
            PathUtils.deleteDirectory(scratch);
        }
    }
}
