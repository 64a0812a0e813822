package io.saltroad.ledger;

import io.saltroad.SettableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ledger in a folder of the test, with exports and deliveries made in one line each. */
final class TestLedger implements AutoCloseable {

    final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");
    final LedgerSettings settings;
    Ledger ledger;

    TestLedger(Path folder) {
        settings = new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"));
        ledger = Ledger.open(settings, clock);
    }

    /** What a restart of the program does. */
    void reopen() {
        ledger.close();
        ledger = Ledger.open(settings, clock);
    }

    Export claiming(String id, String feed) {
        ledger.exports()
                .claiming(
                        id,
                        feed,
                        Path.of("/drop", feed, id + ".csv"),
                        Path.of("/erp/work", id, id + ".csv"),
                        10,
                        List.of("countries", "products"),
                        Duplicates.SKIP);
        return ledger.exports().get(id);
    }

    Export claimed(String id, String feed) {
        claiming(id, feed);
        ledger.exports().claimed(id, 12, "sha-of-" + id);
        return ledger.exports().get(id);
    }

    Export sealed(String id, String feed) {
        claimed(id, feed);
        ledger.exports().sealed(id);
        return ledger.exports().get(id);
    }

    Delivery registered(Export export, int ordinal) {
        return ledger.deliveries()
                .register(
                        export,
                        ordinal,
                        Target.crm("Account", "upsert", Optional.of("ERP__c")),
                        Map.of("object", "Account", "operation", "upsert"),
                        "fingerprint");
    }

    /** A delivery in an export of its own. */
    Delivery registered(String id) {
        return registered(sealed(id, "customers"), 1);
    }

    Delivery staged(String id) {
        Delivery delivery = registered(id);
        ledger.deliveries().staged(delivery, new Counts(5, 0, 0, 1, 0), "COMMA", "LF");
        return ledger.deliveries().get(delivery.id());
    }

    Delivery committed(String id) {
        Delivery delivery = staged(id);
        ledger.deliveries().committed(delivery);
        return ledger.deliveries().get(delivery.id());
    }

    Delivery ended(String id, DeliveryState state) {
        Delivery delivery = committed(id);
        ledger.deliveries().ended(delivery, state, new Counts(5, 4, 0, 1, 0), Optional.empty());
        return ledger.deliveries().get(delivery.id());
    }

    /** An Open job, uploaded. */
    Job uploaded(Delivery delivery, int chunk) {
        Job intent = ledger.jobs().intended(delivery.id(), chunk);
        return ledger.jobs().uploaded(ledger.jobs().created(intent, "750" + chunk));
    }

    Job seen(Job job, JobState state) {
        return ledger.jobs()
                .seen(
                        job,
                        state,
                        Optional.of(3L),
                        Optional.of(1L),
                        Optional.empty(),
                        clock.instant());
    }

    @Override
    public void close() {
        ledger.close();
    }
}
