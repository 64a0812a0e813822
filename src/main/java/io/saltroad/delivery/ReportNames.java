package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import java.nio.file.Path;

/**
 * Names of the files that are written about a delivery. While it is under way they lie beside the
 * export in its work folder; they rest where it rests.
 */
final class ReportNames {

    private ReportNames() {}

    static Path rejected(Export export, Delivery delivery) {
        return report(export, delivery, "rejected.csv");
    }

    static Path failed(Export export, Delivery delivery) {
        return report(export, delivery, "failed.csv");
    }

    static Path unprocessed(Export export, Delivery delivery) {
        return report(export, delivery, "unprocessed.csv");
    }

    /** Records that were not sent since another one of the export has their key. */
    static Path superseded(Export export, Delivery delivery) {
        return report(export, delivery, "superseded.csv");
    }

    /**
     * The list of the lines that are left out for their key. It says how an export is cut, so it
     * must stay for as long as the export may be cut again.
     */
    static Path leftOut(Export export, Delivery delivery) {
        return report(export, delivery, "left-out.txt");
    }

    static Path delivered(Export export, Delivery delivery) {
        return report(export, delivery, "delivered.csv");
    }

    /** Records that Data Cloud has taken but does not show. */
    static Path unconfirmed(Export export, Delivery delivery) {
        return report(export, delivery, "unconfirmed.csv");
    }

    /** Lines of the records that Data Cloud does not show yet. */
    static Path missing(Export export, Delivery delivery) {
        return scratchFolder(export, delivery).resolve("missing.txt");
    }

    static Path disputed(Export export, Delivery delivery) {
        return report(export, delivery, "disputed.csv");
    }

    static Path receipt(Export export, Delivery delivery) {
        return report(export, delivery, "receipt.json");
    }

    /** Why the export needs a person; for all its deliveries. */
    static Path reason(Export export) {
        return export.workFolder().resolve("reason.json");
    }

    /** All results that Salesforce gave for a disputed delivery: a SQLite file. */
    static Path results(Export export, Delivery delivery) {
        return report(export, delivery, "results.db");
    }

    /** The same while the delivery is under way. */
    static Path resultStore(Export export, Delivery delivery) {
        return scratchFolder(export, delivery).resolve("results.db");
    }

    /** Chunks and results of one delivery, needed only while it is under way. */
    static Path scratchFolder(Export export, Delivery delivery) {
        return export.workFolder().resolve("delivery-" + delivery.ordinal());
    }

    /** The first sink's reports have the plain name; further sinks' say which sink it was. */
    private static Path report(Export export, Delivery delivery, String kind) {
        String sink = delivery.ordinal() == 1 ? "" : "." + delivery.ordinal();
        return export.workFolder().resolve(export.fileName() + sink + "." + kind);
    }
}
