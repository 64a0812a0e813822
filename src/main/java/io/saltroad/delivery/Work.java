package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.IngestionJob;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Request;
import java.util.Optional;

/** A piece of work that a step does in one go. Closed: each step says what it works on. */
public sealed interface Work {

    /** Names the piece among all of its step. */
    String key();

    /** The export it is about; empty if it is about none. */
    String exportId();

    /** Work on a delivery as a whole. */
    record OnDelivery(Delivery delivery) implements Work {
        @Override
        public String key() {
            return delivery.id();
        }

        @Override
        public String exportId() {
            return delivery.exportId();
        }
    }

    /** Work on one job of a delivery. */
    record OnJob(Job job, Delivery delivery) implements Work {
        @Override
        public String key() {
            return job.id();
        }

        @Override
        public String exportId() {
            return delivery.exportId();
        }
    }

    /** Work on a job of Data Cloud, which several deliveries share. It is about no export alone. */
    record OnIngestionJob(IngestionJob job) implements Work {
        @Override
        public String key() {
            return job.id();
        }

        @Override
        public String exportId() {
            return "";
        }
    }

    /** Work on an export whose deliveries are all closed. */
    record OnExport(Export export) implements Work {
        @Override
        public String key() {
            return export.id();
        }

        @Override
        public String exportId() {
            return export.id();
        }
    }

    /** Work on the org as a whole, which no delivery waits for. */
    record OnOrg() implements Work {

        static final String KEY = "the org";

        @Override
        public String key() {
            return KEY;
        }

        @Override
        public String exportId() {
            return "";
        }
    }

    /** Something that somebody has asked for about an export. */
    record OnRequest(Request request, String exportId) implements Work {
        @Override
        public String key() {
            return request.id();
        }
    }

    /**
     * An export at rest that people are to be told of.
     *
     * @param delivery empty if it never became one
     */
    record OnNotice(Export export, Optional<Delivery> delivery) implements Work {
        @Override
        public String key() {
            return "notice " + delivery.map(Delivery::id).orElse(export.id());
        }

        @Override
        public String exportId() {
            return export.id();
        }
    }
}
