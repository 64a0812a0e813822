package io.saltroad;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.CommitOrder;
import io.saltroad.delivery.IngestionQueues;
import io.saltroad.delivery.RequestCheck;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Gates.ClosedGate;
import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.ledger.Orphan;
import io.saltroad.settings.Settings;
import io.saltroad.terminal.DeliveryDetails;
import io.saltroad.terminal.ExportDetails;
import io.saltroad.terminal.GateText;
import io.saltroad.terminal.OrphanTable;
import io.saltroad.terminal.ReceiptTable;
import io.saltroad.terminal.WaitingLines;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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
            description =
                    "A delivery, with its jobs, chunks and events; or an export that became one, or"
                            + " never did.")
    private String id;

    @Option(
            names = "--most",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many deliveries to list, newest first (default: ${DEFAULT-VALUE}).")
    private int most;

    private IngestionQueues queues;

    @Override
    public Integer call() {
        Settings all = saltroad.settings().settings();
        LedgerSettings settings = LedgerSettings.from(all);
        if (!settings.exists()) {
            // to look must leave nothing behind
            throw new ParameterException(spec.commandLine(), Asking.noLedger(settings));
        }
        try (Ledger ledger = Ledger.open(settings, Clock.systemUTC())) {
            queues = new IngestionQueues(ledger, DataCloudSettings.from(all), Clock.systemUTC());
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
        List<Export> refused = ledger.deadLetters().neverDelivered(most);
        if (saltroad.json()) {
            DeliveryJson form = new DeliveryJson(ledger);
            ObjectNode root = DeliveryJson.object();
            ArrayNode list = root.putArray("deliveries");
            deliveries.forEach(
                    delivery -> {
                        ObjectNode node = form.summary(exportOf(ledger, delivery), delivery);
                        queues.waitsFor(delivery).ifPresent(why -> node.put("waitsFor", why));
                        list.add(node);
                    });
            DeliveryJson.putOrphans(root, ledger.orphans().all());
            refused.forEach(export -> list.add(form.summary(export)));
            ArrayNode requests = root.putArray("requests");
            ledger.requests()
                    .open()
                    .forEach(request -> requests.add(DeliveryJson.request(request)));
            ArrayNode closed = root.putArray("gates");
            gates.forEach(gate -> closed.add(DeliveryJson.gate(gate)));
            out.println(DeliveryJson.text(root));
            return;
        }
        GateText gateText = new GateText(ZoneId.systemDefault());
        gates.forEach(gate -> out.println(gateText.sentence(gate, now)));
        if (deliveries.isEmpty() && refused.isEmpty()) {
            out.println("No deliveries yet.");
        } else {
            ReceiptTable table = new ReceiptTable();
            deliveries.forEach(delivery -> table.add(exportOf(ledger, delivery), delivery));
            refused.forEach(table::add);
            table.lines().forEach(out::println);
            deliveries.forEach(delivery -> showWait(ledger, delivery, out));
            new WaitingLines(ledger, deliveries, now).lines().forEach(out::println);
            print(ledger.orphans().all(), out);
        }
    }

    private static void print(List<Orphan> orphans, PrintWriter out) {
        if (!orphans.isEmpty()) {
            out.println();
            new OrphanTable(orphans).lines().forEach(out::println);
        }
    }

    private void showWait(Ledger ledger, Delivery delivery, PrintWriter out) {
        waitsFor(ledger, delivery).ifPresent(wait -> out.println(delivery.id() + " " + wait));
    }

    private Optional<String> waitsFor(Ledger ledger, Delivery delivery) {
        return CommitOrder.waitsFor(ledger, exportOf(ledger, delivery))
                .or(() -> queues.waitsFor(delivery));
    }

    private void show(Ledger ledger, PrintWriter out) {
        List<Delivery> deliveries =
                ledger.deliveries()
                        .find(id)
                        .map(List::of)
                        .orElseGet(() -> ledger.deliveries().ofExport(id));
        Optional<Export> export =
                deliveries.isEmpty()
                        ? ledger.exports().find(id)
                        : Optional.of(exportOf(ledger, deliveries.get(0)));
        if (export.isEmpty()) {
            throw new ParameterException(spec.commandLine(), new RequestCheck(ledger).unknown(id));
        }
        if (saltroad.json()) {
            showJson(ledger, out, export.get(), deliveries);
        } else if (deliveries.isEmpty()) {
            new ExportDetails(export.get(), ledger.events().of(export.get().id()))
                    .lines()
                    .forEach(out::println);
        } else {
            deliveries.forEach(
                    delivery -> {
                        details(ledger, export.get(), delivery).lines().forEach(out::println);
                        showWait(ledger, delivery, out);
                        print(ledger.orphans().ofDelivery(delivery.id()), out);
                    });
        }
    }

    private void showJson(
            Ledger ledger, PrintWriter out, Export export, List<Delivery> deliveries) {
        DeliveryJson form = new DeliveryJson(ledger);
        if (deliveries.isEmpty()) {
            out.println(DeliveryJson.text(form.details(export)));
        } else if (deliveries.size() == 1) {
            out.println(DeliveryJson.text(form.details(export, deliveries.get(0))));
        } else {
            ObjectNode root = DeliveryJson.object();
            ArrayNode list = root.putArray("deliveries");
            deliveries.forEach(delivery -> list.add(form.details(export, delivery)));
            out.println(DeliveryJson.text(root));
        }
    }

    private static DeliveryDetails details(Ledger ledger, Export export, Delivery delivery) {
        return new DeliveryDetails(
                export,
                delivery,
                ledger.deadLetters().stepOf(delivery),
                DeliveryJson.adviceOn(ledger, delivery),
                ledger.jobs().ofDelivery(delivery.id()),
                ledger.deliveries().chunks(delivery.id()),
                ledger.streams().find(delivery.id()),
                ledger.rounds().of(delivery.id()),
                ledger.deadLetters().correctionsOf(delivery.id()),
                DeliveryJson.eventsOf(ledger, delivery));
    }

    private static Export exportOf(Ledger ledger, Delivery delivery) {
        return ledger.exports().get(delivery.exportId());
    }
}
