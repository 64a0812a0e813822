package io.saltroad;

import io.saltroad.forms.FormException;
import io.saltroad.forms.RouteTree;
import io.saltroad.settings.FrontDoor;
import io.saltroad.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line: the main class, and the options all commands have.
 *
 * <p>stdout carries results, stderr everything else.
 */
@Command(
        name = "saltroad",
        description = "Carries ERP exports to Salesforce: every record, once, with proof.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            DeliveriesCommand.class,
            ReplayCommand.class,
            AbandonCommand.class,
            SchemaCommand.class,
            CheckCommand.class,
            SandboxCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        exitCodeOnInvalidInput = ExitCode.COULD_NOT_RUN,
        exitCodeOnExecutionException = ExitCode.COULD_NOT_RUN,
        usageHelpAutoWidth = true,
        sortOptions = false)
public final class Saltroad implements Runnable {

    private static final Path CONFIG_BESIDE = Path.of("application.properties");
    private static final Path ROUTES_BESIDE = Path.of("routes");

    /** System properties that the start script sets: no settings of the user. */
    static final String HOME = "saltroad.home";

    static final String TERMINAL = "saltroad.terminal";

    @Spec private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Properties that lie over the defaults. Without it,"
                            + " ./application.properties if there.")
    private Path config;

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Where feeds (DIR/feeds), and perhaps own kamelets (DIR/kamelets) and delivery"
                            + " routes (DIR/*.camel.yaml) are. Without it, ./routes if there, else"
                            + " the routes beside the program.")
    private Path routes;

    private final Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Logs more, and shows where errors come from.")
    private boolean verbose;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description =
                    "Writes JSON, and nothing else, to stdout: for demo, run --once, deliveries,"
                            + " replay, abandon, schema and check.")
    private boolean json;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Sets one property. Wins over environment and file.")
    void addProperties(Map<String, String> given) {
        // a field would keep only those behind the command
        properties.putAll(given);
    }

    /** Ends the process with the exit code of the command. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Saltroad saltroad = new Saltroad();
        CommandLine commandLine = new CommandLine(saltroad);
        Errors errors = new Errors(() -> saltroad.verbose);
        return commandLine
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(
                        parsed -> {
                            Logging.prepare(saltroad.verbose);
                            return new CommandLine.RunLast().execute(parsed);
                        });
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /**
     * The properties of this run, from all their sources.
     *
     * @throws SettingsException if one does not exist
     */
    FrontDoor.Opened settings() {
        FrontDoor door = FrontDoor.withDefaults();
        configFile().ifPresent(door::file);
        return door.environment(System.getenv()).commandLine(properties()).open();
    }

    /** Whether results are asked for as JSON. */
    boolean json() {
        return json;
    }

    /**
     * Refuses {@code --json} for a command that ends without a result.
     *
     * @throws ParameterException if it was given
     */
    void refuseJson(CommandLine command, String reason) {
        if (json) {
            throw new ParameterException(command, reason + ": no --json");
        }
    }

    /** The file that lies over the defaults, if there is one. */
    Optional<Path> configFile() {
        return Optional.ofNullable(config)
                .or(() -> Optional.of(CONFIG_BESIDE).filter(Files::exists));
    }

    /** Whether the user has named a file. */
    boolean hasConfigOption() {
        return config != null;
    }

    /** What was given with {@code -D}, here or to Java itself. */
    Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String key : System.getProperties().stringPropertyNames()) {
            if (key.startsWith("saltroad.") && !key.equals(HOME) && !key.equals(TERMINAL)) {
                all.put(key, System.getProperty(key));
            }
        }
        all.putAll(properties);
        return all;
    }

    /**
     * The routes of this run.
     *
     * @throws FormException if there are none where they should be
     */
    RouteTree routes() {
        return routeFolder().map(RouteTree::at).orElseGet(RouteTree::packed);
    }

    private Optional<Path> routeFolder() {
        return Optional.ofNullable(routes)
                .or(() -> Optional.of(ROUTES_BESIDE).filter(Saltroad::hasFeeds))
                .or(
                        () ->
                                Optional.ofNullable(System.getProperty(HOME))
                                        .map(home -> Path.of(home).resolve(ROUTES_BESIDE))
                                        .filter(Saltroad::hasFeeds));
    }

    private static boolean hasFeeds(Path folder) {
        return Files.isDirectory(folder.resolve("feeds"));
    }

    /** How to call this program from another terminal. */
    static String script() {
        return Optional.ofNullable(System.getProperty(HOME))
                .map(home -> Path.of(home).resolve("saltroad").toString())
                .orElse("saltroad");
    }

    /** Whether a person watches stderr. Only the start script can know. */
    static boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }
}
