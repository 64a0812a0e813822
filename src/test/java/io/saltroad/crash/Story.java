package io.saltroad.crash;

import io.saltroad.crash.Child.Errand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes before a kill. Some points lie on ways that a quiet delivery never takes: each story
 * leads onto one of these ways, and what must become of the records is the same in all of them.
 */
enum Story {
    PLAIN("as it comes"),

    FAR("the work folder is on another file system") {
        @Override
        void prepare(House house, Org org) throws Exception {
            house.workIn(Files.createTempDirectory(OTHER_FILE_SYSTEM, "saltroad-kill"));
        }

        @Override
        boolean possible() {
            return Files.isWritable(OTHER_FILE_SYSTEM);
        }
    },

    TROUBLED("the org has faults and limits") {
        @Override
        void begin(House house, Org org) throws Exception {
            org.fault(
                    "{\"kind\":\"too-many-requests\",\"method\":\"POST\",\"path\":\"/jobs/ingest/?$\",\"skip\":1}");
            org.fault(
                    "{\"kind\":\"unavailable\",\"method\":\"PUT\",\"path\":\"/batches$\",\"skip\":1}");
            org.fault(
                    "{\"kind\":\"reset\",\"when\":\"after\",\"method\":\"PATCH\",\"path\":\"/jobs/ingest/\",\"skip\":2}");
            org.fault(
                    "{\"kind\":\"answer\",\"status\":500,\"method\":\"GET\",\"path\":\"/jobs/ingest/[^/]+$\"}");
            org.fault("{\"kind\":\"truncate-reply\",\"path\":\"failedResults\",\"clean\":true}");
        }
    },

    INTERRUPTED("killed before, when an upload was done and not written down") {
        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("after upload", 2));
        }
    },

    CHANGED("the mapping was edited after it was staged") {
        @Override
        void begin(House house, Org org) throws Exception {
            // The last delivery to be staged is in the books; whichever of them it is, none of
            // them may have been committed with products among them.
            demand(house.killAt("ledger Deliveries.register", 1));
            demand(house.killAt("ledger Jobs.created", 1));
            String mapping = "routes/feeds/products.mapping.yaml";
            house.write(mapping, house.read(mapping) + "  Source_System__c: { value: ERP01 }\n");
            String feed = "routes/feeds/customers.camel.yaml";
            house.write(
                    feed,
                    house.read(feed)
                            .replace(
                                    "operation: upsert",
                                    "operation: upsert\n              columnDelimiter: SEMICOLON"));
        }
    },

    OLD("staged 21 hours ago") {
        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Deliveries.staged", 1));
        }

        @Override
        Errand dress(Errand errand) {
            return errand.withClock(Duration.ofHours(21));
        }
    },

    COPIED("killed before, when a copy into the work folder was whole") {
        @Override
        void prepare(House house, Org org) throws Exception {
            FAR.prepare(house, org);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("files Claims.copy: Files.move", 1));
        }

        @Override
        boolean possible() {
            return FAR.possible();
        }
    },

    VANISHED("an export was taken back while it was claimed") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id + "-gone", 5));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Exports.claiming", 1));
            house.takeBack(house.dropped().get(0));
            house.drop(SampleExports.customers("again" + house.hashCode(), 30));
        }
    },

    EVICTED("somebody has aborted the open jobs after the commit") {
        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Deliveries.committed", 2));
            org.abortOpenJobs();
        }
    },

    MISTAKEN("the mapping of a feed cannot be read") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.undeliverable(id), SampleExports.customers(id, 30));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            house.write("routes/feeds/products.mapping.yaml", "fields:\n  Name: { form: MAKTX }\n");
        }
    },

    REPLAYED("somebody has mended a feed and replays its dead letter") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id, 40), SampleExports.customers(id, 30));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            String mapping = "routes/feeds/products.mapping.yaml";
            String good = house.read(mapping);
            house.write(mapping, "fields:\n  Name: { form: MAKTX }\n");
            house.settle();
            house.write(mapping, good);
            house.ask("replay", house.exportOf("products"));
        }
    },

    ROUNDS("some records are locked at first") {
        @Override
        void begin(House house, Org org) throws Exception {
            org.fault("{\"kind\":\"row-errors\",\"share\":0.3,\"times\":3}");
        }

        @Override
        boolean possible() {
            return offered("retries");
        }
    },

    DUPLICATES("keys occur twice in an export") {
        @Override
        List<Dropped> exports(String id) {
            List<Dropped> exports = new ArrayList<>(super.exports(id));
            exports.add(SampleExports.withDuplicates(id));
            return exports;
        }

        @Override
        boolean possible() {
            return offered("duplicateKeys");
        }
    };

    private static final Path OTHER_FILE_SYSTEM = Path.of("/dev/shm");

    private final String description;

    Story(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** Whether it can be told here. */
    boolean possible() {
        return true;
    }

    List<Dropped> exports(String id) {
        return SampleExports.all(id);
    }

    /** Before anything is dropped. */
    void prepare(House house, Org org) throws Exception {}

    /** After it was dropped, and before the run that is to be killed. */
    void begin(House house, Org org) throws Exception {}

    /** How runs are started from then on. */
    Errand dress(Errand errand) {
        return errand;
    }

    /** Whether the sink has a parameter. */
    private static boolean offered(String parameter) {
        try (var form =
                House.class.getResourceAsStream("/kamelets/salesforce-bulk-sink.kamelet.yaml")) {
            return new String(form.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .contains(" " + parameter + ":");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void demand(boolean reached) {
        if (!reached) {
            throw new AssertionError("the point that leads into the story was not reached");
        }
    }
}
