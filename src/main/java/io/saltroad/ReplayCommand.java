package io.saltroad;

import io.saltroad.export.Sha256;
import io.saltroad.ledger.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Sends a dead letter on its way again. It may run beside {@code saltroad run}. */
@Command(
        name = "replay",
        description = {
            "Sends a dead or disputed delivery on where it stopped, or delivers corrected records of"
                    + " one that has ended.",
            "It may run beside saltroad run, which carries it out; else the next one does."
        })
final class ReplayCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            description = "A delivery, or an export: then all of its deliveries that need it.")
    private String id;

    @Option(
            names = "--failed",
            paramLabel = "FILE",
            description =
                    "Delivers the corrected records of FILE through the same feed: a copy of the"
                            + " failed, rejected, unprocessed or unconfirmed file, mended.")
    private Path failed;

    @Override
    public Integer call() throws Exception {
        Asking asking = new Asking(spec, saltroad);
        if (failed == null) {
            return asking.ask(Request.Kind.REPLAY, id, Optional.empty(), Optional.empty());
        }
        Path file = failed.toAbsolutePath().normalize();
        return asking.ask(
                Request.Kind.CORRECT, id, Optional.of(file.toString()), Optional.of(sha256(file)));
    }

    private String sha256(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "there is no file " + file);
        }
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "%s cannot be read: %s".formatted(file, e), e);
        }
    }
}
