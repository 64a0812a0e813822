package io.saltroad;

import io.saltroad.ledger.Request;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Closes what is not to be delivered. It may run beside {@code saltroad run}. */
@Command(
        name = "abandon",
        description = {
            "Closes a delivery for good: a dead or disputed one, or one that is not committed yet.",
            "It may run beside saltroad run, which carries it out; else the next one does."
        })
final class AbandonCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            description = "A delivery, or an export: then all of its deliveries that are not done.")
    private String id;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, for whoever asks later. It stands in the ledger and the receipt.")
    private String reason;

    @Override
    public Integer call() throws Exception {
        if (reason.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "--reason needs words: why is it not to be delivered?");
        }
        return new Asking(spec, saltroad)
                .ask(Request.Kind.ABANDON, id, Optional.of(reason.strip()), Optional.empty());
    }
}
