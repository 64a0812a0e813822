package io.saltroad;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.delivery.CommitOrder;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Orphan;
import io.saltroad.terminal.DeliveryDetails;
import io.saltroad.terminal.GateText;
import io.saltroad.terminal.OrphanTable;
import io.saltroad.terminal.ReceiptTable;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what the ledger knows. It may run beside {@code saltroad run}. */
@Command(
        name = "deliveries",
        description = "Shows what the ledger knows: the newest deliveries, or all about one.")
final class DeliveriesCommand implements Callable<Integer> {

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "A delivery, with its jobs, chunks and events.")
    private String id;

    @Option(
            names = "--most",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many deliveries to list, newest first (default: ${DEFAULT-VALUE}).")
    private int most;

    @Override
    public Integer call() {
        LedgerSettings settings = LedgerSettings.from(saltroad.settings().settings());
        if (!settings.exists()) {
            // to look must leave nothing behind
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no ledger yet: %s. It is made by the first run, or --config FILE names the one you mean"
                            .formatted(settings.url()));
        }
        try (Ledger ledger = Ledger.open(settings, Clock.systemUTC())) {
            PrintWriter out = spec.commandLine().getOut();
            if (id == null) {
                list(ledger, out);
            } else {
                show(ledger, out);
            }
            out.flush();
        }
        return ExitCode.ALL_DELIVERED;
    }

    private void list(Ledger ledger, PrintWriter out) {
        List<Delivery> deliveries = ledger.deliveries().newest(most);
        Instant now = Instant.now();
        List<ClosedGate> gates = ledger.gates().closedAt(now);
        if (saltroad.json()) {
            DeliveryJson form = new DeliveryJson(ledger);
            ObjectNode root = DeliveryJson.object();
            ArrayNode list = root.putArray("deliveries");
            deliveries.forEach(
                    delivery -> list.add(form.summary(exportOf(ledger, delivery), delivery)));
            DeliveryJson.putOrphans(root, ledger.orphans().all());
            ArrayNode closed = root.putArray("gates");
            gates.forEach(gate -> closed.add(DeliveryJson.gate(gate)));
            out.println(DeliveryJson.text(root));
            return;
        }
        GateText gateText = new GateText(ZoneId.systemDefault());
        gates.forEach(gate -> out.println(gateText.sentence(gate, now)));
        if (deliveries.isEmpty()) {
            out.println("No deliveries yet.");
        } else {
            ReceiptTable table = new ReceiptTable();
            deliveries.forEach(delivery -> table.add(exportOf(ledger, delivery), delivery));
            table.lines().forEach(out::println);
            deliveries.forEach(delivery -> showWait(ledger, delivery, out));
            print(ledger.orphans().all(), out);
        }
    }

    private static void print(List<Orphan> orphans, PrintWriter out) {
        if (!orphans.isEmpty()) {
            out.println();
            new OrphanTable(orphans).lines().forEach(out::println);
        }
    }

    private static void showWait(Ledger ledger, Delivery delivery, PrintWriter out) {
        CommitOrder.waitsFor(ledger, exportOf(ledger, delivery))
                .ifPresent(wait -> out.println(delivery.id() + " " + wait));
    }

    private void show(Ledger ledger, PrintWriter out) {
        Delivery delivery =
                ledger.deliveries()
                        .find(id)
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "the ledger has no delivery " + id));
        Export export = exportOf(ledger, delivery);
        if (saltroad.json()) {
            out.println(DeliveryJson.text(new DeliveryJson(ledger).details(export, delivery)));
        } else {
            new DeliveryDetails(
                            export,
                            delivery,
                            ledger.jobs().ofDelivery(id),
                            ledger.deliveries().chunks(id),
                            DeliveryJson.eventsOf(ledger, delivery))
                    .lines()
                    .forEach(out::println);
            showWait(ledger, delivery, out);
            print(ledger.orphans().ofDelivery(id), out);
        }
    }

    private static Export exportOf(Ledger ledger, Delivery delivery) {
        return ledger.exports().get(delivery.exportId());
    }
}
