package io.saltroad;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says on stderr what went wrong, in words; where it went wrong only if somebody asks. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final String OURS = "io.saltroad.";

    private final BooleanSupplier verbose;

    Errors(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        say(command, error.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
        command.getErr().printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
        return ExitCode.COULD_NOT_RUN;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
        say(command, message(error));
        if (verbose.getAsBoolean()) {
            error.printStackTrace(command.getErr());
        } else if (ours(error).isEmpty()) {
            command.getErr().println("With --verbose it says where this comes from.");
        }
        return ExitCode.COULD_NOT_RUN;
    }

    private static void say(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("saltroad: " + message);
    }

    /** The best message of the chain: our own if there is one, else the first and the last. */
    static String message(Throwable error) {
        Optional<Throwable> ours = ours(error);
        if (ours.isPresent()) {
            return ours.get().getMessage();
        }
        List<Throwable> chain = chain(error);
        String first = words(error);
        String last = words(chain.get(chain.size() - 1));
        return first.contains(last) ? first : first + ": " + last;
    }

    private static Optional<Throwable> ours(Throwable error) {
        return chain(error).stream()
                .filter(cause -> cause.getClass().getName().startsWith(OURS))
                .filter(cause -> cause.getMessage() != null)
                .findFirst();
    }

    private static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = error;
                cause != null && !chain.contains(cause);
                cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    private static String words(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
