package io.saltroad.crash;

import io.saltroad.crash.Child.Errand;
import io.saltroad.crash.Dropped.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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
            house.write(MAPPING, house.read(MAPPING) + "  Source_System__c: { value: ERP01 }\n");
            String feed = CUSTOMERS;
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

    DECLARED("an export was taken back when its manifest had been copied") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            FAR.prepare(house, org);
            String feed = CUSTOMERS;
            house.write(
                    feed,
                    house.read(feed)
                            .replace(
                                    "minAge: 0s",
                                    "minAge: 0s\n        manifest: ${file:name.noext}.ctl")
                            .replace(
                                    "delimiter: semicolon",
                                    "delimiter: semicolon\n"
                                            + "              manifestFormat: RECORDS={count}"));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            Dropped export = house.dropped("customers");
            Files.writeString(
                    house.folder("export")
                            .resolve(export.feed())
                            .resolve(export.name().replace(".csv", ".ctl")),
                    "RECORDS=60\n");
            // The manifest goes first.
            demand(house.killAt("files Claims.copy: Files.move", 1));
            house.takeBack(export);
        }

        @Override
        void goOn(House house, Org org) throws Exception {
            super.goOn(house, org);
            house.dropAgain();
            house.settle();
        }

        @Override
        boolean possible() {
            return FAR.possible();
        }
    },

    EVICTED("somebody has aborted the open jobs after the commit") {
        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Deliveries.committed", 2));
            org.abortOpenJobs();
        }
    },

    EVICTED_PARTLY("somebody has aborted one of the open jobs after the commit") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Deliveries.committed", 1));
            org.abortNewestOpenJob();
        }
    },

    MISTAKEN("the mapping of a feed cannot be read") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.undeliverable(id), SampleExports.customers(id, 30));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            house.write(MAPPING, "fields:\n  Name: { form: MAKTX }\n");
        }
    },

    REPLAYED("somebody has mended feeds and replays their dead letters") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id, 40), SampleExports.customers(id, 30));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            String mapping = house.read(MAPPING);
            String feed = house.read(CUSTOMERS);
            // One never becomes a delivery, and one dies when it is staged.
            house.write(MAPPING, "fields:\n  Name: { form: MAKTX }\n");
            house.write(CUSTOMERS, feed.replace("delimiter: semicolon", "delimiter: pipe"));
            house.settle();
            house.write(MAPPING, mapping);
            house.write(CUSTOMERS, feed);
            house.ask("replay", house.idOf(house.dropped("products")));
            house.ask("replay", house.deliveryOf(house.dropped("customers")));
        }
    },

    REPLAYED_LATE("dead after the commit, and replayed") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id, 40), SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            // The reports of the chunks before the refusal have been written then.
            org.fault(refusing("GET", "/(successful|failed)Results", 404));
            house.settle();
            org.forgetFaults();
            for (Dropped export : house.dropped()) {
                house.ask("replay", house.deliveryOf(export));
            }
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger DeadLetters.replayed")
                    || point.startsWith("files Requesting.")
                    || point.startsWith("files Trees.moveFiles:")
                    || point.equals("amid matching results");
        }
    },

    ABANDONED("somebody abandons dead letters") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(
                    SampleExports.undeliverable(id).ending(Ending.ABANDONED),
                    SampleExports.broken(id).ending(Ending.ABANDONED));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            MISTAKEN.begin(house, org);
            house.settle();
            abandon(house, house.idOf(house.dropped("products")));
            abandon(house, house.deliveryOf(house.dropped("customers")));
        }

        @Override
        boolean insistsOn(String point) {
            return point.startsWith("files Requesting.")
                    || point.startsWith("files Trees.moveFiles:")
                    || point.equals("ledger Exports.closed");
        }
    },

    ABANDONED_LATE("dead after the commit with open jobs, and abandoned") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60).ending(Ending.ABANDONED));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault(refusing("PATCH", "/jobs/ingest/", 400));
            house.settle();
            org.forgetFaults();
            abandon(house, house.deliveryOf(house.dropped("customers")));
        }

        @Override
        boolean insistsOn(String point) {
            return point.endsWith(" abort") || point.equals("ledger DeadLetters.abandoned");
        }
    },

    WITHDRAWN("somebody abandons what is uploaded and waits for a dead letter before it") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.broken(id));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            String feed = CUSTOMERS;
            house.write(
                    feed,
                    house.read(feed).replace("minAge: 0s", "minAge: 0s\n        ordered: true"));
            house.settle();
            Dropped next =
                    SampleExports.customers("next" + house.hashCode(), 60).ending(Ending.ABANDONED);
            house.drop(next);
            house.settle();
            abandon(house, house.idOf(next));
        }

        @Override
        boolean insistsOn(String point) {
            return ABANDONED_LATE.insistsOn(point);
        }
    },

    DISPUTED("the figures of Salesforce are not those of its results") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id, 40).sentAndEnding(Ending.DISPUTED));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault("{\"kind\":\"wrong-counts\",\"object\":\"Product2\",\"processed\":1}");
        }
    },

    CORRECTED("somebody has mended failed records and delivers them") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            house.settle();
            Dropped customers = house.dropped("customers");
            Path mended = house.mendFailed(customers);
            house.ask("replay", house.deliveryOf(customers), "--failed", mended.toString());
        }

        @Override
        boolean insistsOn(String point) {
            return point.startsWith("files Claims.")
                    || point.startsWith("ledger Exports.claim")
                    || point.startsWith("ledger Deliveries.register")
                    || point.equals("ledger Events.ofDelivery")
                    || point.equals("ledger Requests.done");
        }
    },

    REFUSED("mended records were changed once more after they were asked for") {
        @Override
        List<Dropped> exports(String id) {
            return CORRECTED.exports(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            CORRECTED.begin(house, org);
            Dropped mended = house.dropped("customers");
            house.write("mended/" + mended.name(), mended.text().replace("Mended", "Mentioned"));
        }

        @Override
        void goOn(House house, Org org) throws Exception {
            super.goOn(house, org);
            Dropped mended = house.dropped("customers");
            house.write("mended/" + mended.name(), mended.text());
            house.ask(
                    "replay",
                    house.deliveryOf(house.dropped().get(0)),
                    "--failed",
                    house.mended().resolve(mended.name()).toString());
            house.settle();
        }
    },

    STUCK("a replay finds the work folder full") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.products(id, 60));
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.workIn(house.smallFileSystem("small", "400k"));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            String good = house.read(MAPPING);
            house.write(MAPPING, good.replace("MAKTX", "MAKTXT"));
            house.settle();
            house.write(MAPPING, good);
            house.fill(house.folder("work"), 20_000);
            house.ask("replay", house.idOf(house.dropped("products")));
        }

        @Override
        void goOn(House house, Org org) throws Exception {
            super.goOn(house, org);
            house.unfill(house.folder("work"));
            house.ask("replay", house.idOf(house.dropped("products")));
            house.settle();
        }

        @Override
        boolean possible() {
            return House.mayMount();
        }
    },

    REPLAY_ASKED("the command itself is killed: replay") {
        @Override
        List<Dropped> exports(String id) {
            return REPLAYED_LATE.exports(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault(refusing("GET", "/(successful|failed)Results", 404));
            house.settle();
            org.forgetFaults();
            house.ask("replay", house.deliveryOf(house.dropped("customers")));
        }

        @Override
        String[] command(House house) throws Exception {
            return new String[] {"replay", house.deliveryOf(house.dropped("products"))};
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals(ASKED);
        }
    },

    CORRECTION_ASKED("the command itself is killed: replay of mended records") {
        @Override
        List<Dropped> exports(String id) {
            return CORRECTED.exports(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            house.settle();
            house.mendFailed(house.dropped("customers"));
        }

        @Override
        String[] command(House house) throws Exception {
            return new String[] {
                "replay",
                house.deliveryOf(house.dropped().get(0)),
                "--failed",
                house.mended().resolve(house.dropped("customers").name()).toString()
            };
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals(ASKED);
        }
    },

    ABANDON_ASKED("the command itself is killed: abandon") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.broken(id).ending(Ending.ABANDONED));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            house.settle();
        }

        @Override
        String[] command(House house) throws Exception {
            return abandoning(house.deliveryOf(house.dropped("customers")));
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals(ASKED);
        }
    },

    CHECK_ASKED("the command itself is killed: check of an export that is delivered later") {
        @Override
        List<Dropped> exports(String id) {
            return CORRECTED.exports(id);
        }

        @Override
        String[] command(House house) {
            return new String[] {"check", "customers"};
        }
    },

    SCHEMA_ASKED("the command itself is killed: schema of an object that an export has more of") {
        @Override
        List<Dropped> exports(String id) {
            return LAKE_ORPHANED.exports(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            String file = "routes/feeds/orders.schema.yaml";
            house.write(
                    file, house.read(file).replace("        ship_name: { type: string }\n", ""));
        }

        @Override
        String[] command(House house) {
            return new String[] {"schema", "orders"};
        }
    },

    ORPHANED("killed before, when the org had made a job that nobody heard of, and which is ours") {
        @Override
        void prepare(House house, Org org) throws Exception {
            house.set(EXCLUSIVE_USER, "true");
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("after create", 2));
            org.fault(LONG_JOB);
        }
    },

    UNSENT("killed before, when the org had not yet been asked for a job") {
        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("before create", 2));
            org.fault(LONG_JOB);
        }
    },

    MISTAKEN_IDENTITY("a job that was taken for ours is somebody else's") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("after create", 2));
            org.fault(LONG_JOB);
            house.settle();
            org.useOpenJobs("ERP_Number__c\nTHEIRS\n");
            org.fault(LONG_JOB);
            house.set(EXCLUSIVE_USER, "true");
            house.drop(SampleExports.customers("next" + house.hashCode(), 60));
        }
    },

    RESERVED("what the org allows a day was nearly used up, and is whole again") {
        @Override
        void prepare(House house, Org org) throws Exception {
            // Still closed when the next run has started.
            house.set("saltroad.gate.first-pause", "5m");
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault(
                    "{\"kind\":\"answer\",\"status\":200,\"path\":\"/limits/?$\",\"body\":"
                            + "\"{\\\"DailyApiRequests\\\":{\\\"Max\\\":100,\\\"Remaining\\\":1}}\"}");
            demand(house.killAt("ledger Gates.close", 1));
        }
    },

    DAMAGED("killed before, and the store of results is damaged") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("amid matching results", 1));
            house.damage("results.db");
        }
    },

    ROUNDS_INTERRUPTED("killed before, amid bringing locked records again") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.customers(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            ROUNDS.begin(house, org);
            // Three chunks, and then the first one of the round.
            demand(house.killAt("ledger Jobs.uploaded", 4));
        }

        @Override
        boolean possible() {
            return ROUNDS.possible();
        }
    },

    MANY("an export has more keys than are held in memory, and is uploaded while it is cut") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.manyCustomers(id, 150_000));
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.set("saltroad.bulk.chunk-size", "10MB");
            house.set("saltroad.bulk.early-upload", "1MB");
        }
    },

    UNTOLD("for a day nobody could be told of a dead letter") {
        @Override
        List<Dropped> exports(String id) {
            return MISTAKEN.exports(id);
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            // Nobody listens there.
            house.set("saltroad.notify.to", "http://127.0.0.1:9/notices");
        }

        @Override
        void begin(House house, Org org) throws Exception {
            MISTAKEN.begin(house, org);
            house.settle();
        }

        @Override
        Errand dress(Errand errand) {
            return errand.withClock(Duration.ofHours(25));
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
    },

    LAKE("as it comes, into Data Cloud") {
        @Override
        List<Dropped> exports(String id) {
            return SampleExports.lake(id);
        }

        @Override
        boolean insistsOn(String point) {
            return point.startsWith("ledger Deliveries.")
                    || point.startsWith("ledger Jobs.")
                    || point.startsWith("amid ")
                    || point.endsWith(" sign-in");
        }
    },

    LAKE_TROUBLED("Data Cloud has faults and limits") {
        @Override
        List<Dropped> exports(String id) {
            return SampleExports.lake(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault(at("\"too-many-requests\"", "POST", "/a360/token$"));
            org.fault(at("\"error\",\"status\":409", "POST", "/ingest/jobs$"));
            org.fault(at("\"unavailable\",\"skip\":1", "PUT", "/ingest/jobs/.*/batches$"));
            org.fault(at("\"reset\",\"when\":\"after\"", "PATCH", "/ingest/jobs/[^/]+$"));
            org.fault(at("\"error\",\"status\":500", "GET", "/ingest/jobs/[^/]+$"));
            org.fault(at("\"reset\",\"when\":\"after\",\"skip\":1", "POST", "/sources/erp/"));
            org.fault(at("\"too-many-requests\"", "DELETE", "/sources/erp/"));
            org.fault(at("\"truncate-reply\",\"clean\":true", "POST", "/v2/query$"));
        }
    },

    LAKE_ORPHANED("killed before, when Data Cloud had made a job that nobody heard of") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.orders(id, 60));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("after create of a load", 1));
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger IngestionJobs.created");
        }
    },

    LAKE_NOT_ALONE("the same, and others make jobs, too: somebody has to abort it") {
        @Override
        List<Dropped> exports(String id) {
            return LAKE_ORPHANED.exports(id);
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.set("saltroad.data-cloud.exclusive-connector", "false");
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("after create of a load", 1));
            demand(house.killAt("after list of loads", 1));
            org.others().abortsLoads();
        }

        /** The process may have been killed once more after a create. */
        @Override
        void goOn(House house, Org org) throws Exception {
            org.others().abortsLoads();
            super.goOn(house, org);
        }
    },

    LAKE_FAILING("a job of Data Cloud fails, and the next one is aborted there") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.orders(id, 60), SampleExports.orders(id + "-a", 4));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault("{\"kind\":\"stop-job\",\"object\":\"orders\",\"after\":7}");
            org.fault("{\"kind\":\"stop-job\",\"object\":\"orders\",\"state\":\"Aborted\"}");
        }
    },

    LAKE_VANISHED("somebody deletes the open job of Data Cloud after some chunks") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.orders(id, 60), SampleExports.orders(id + "-a", 4));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Jobs.uploaded", 3));
            org.others().abortsLoads();
            org.others().deletesLoads();
        }

        @Override
        boolean insistsOn(String point) {
            return point.startsWith("ledger IngestionJobs.lost");
        }
    },

    LAKE_FULL("a job of Data Cloud takes two chunks and no more") {
        @Override
        List<Dropped> exports(String id) {
            return LAKE_VANISHED.exports(id);
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.set("saltroad.data-cloud.chunks-per-job", "2");
        }

        @Override
        boolean insistsOn(String point) {
            return point.startsWith("ledger IngestionJobs.")
                    || point.equals("after close of a load");
        }
    },

    LAKE_SMALL("what is small enough is streamed instead") {
        @Override
        List<Dropped> exports(String id) {
            return LAKE_VANISHED.exports(id);
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.write(
                    ORDERS,
                    house.read(ORDERS)
                            .replace(
                                    "data-cloud-bulk-sink\n            parameters:\n",
                                    """
                                    data-cloud-sink
                                                parameters:
                                                  streamBelow: 20
                                    """));
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger Deliveries.staged");
        }
    },

    LAKE_LOSSY("Data Cloud loses records without a word") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(
                    SampleExports.losing(
                            SampleExports.orders(id, 40), List.of(id + "-o0001", id + "-o0030")));
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.set("saltroad.data-cloud.confirm-deadline", "1s");
        }

        @Override
        void begin(House house, Org org) throws Exception {
            Dropped orders = house.dropped("orders");
            String keys =
                    orders.outcomes().entrySet().stream()
                            .filter(one -> one.getValue() == Dropped.Outcome.UNCONFIRMED)
                            .map(one -> "\"" + one.getKey() + "\"")
                            .collect(Collectors.joining(","));
            org.fault("{\"kind\":\"lose-rows\",\"keys\":[" + keys + "],\"times\":9}");
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger Deliveries.ended") || point.equals("amid confirming");
        }
    },

    LAKE_REPLAYED("jobs of Data Cloud have failed too often, and the dead letter is replayed") {
        @Override
        List<Dropped> exports(String id) {
            return List.of(SampleExports.orders(id, 40), SampleExports.changes(id, 70));
        }

        @Override
        void prepare(House house, Org org) throws Exception {
            house.write(
                    ORDERS,
                    house.read(ORDERS)
                            .replace(
                                    "operation: upsert",
                                    "operation: upsert\n              retries: 0"));
        }

        @Override
        void begin(House house, Org org) throws Exception {
            org.fault("{\"kind\":\"stop-job\",\"object\":\"orders\"}");
            // What was acknowledged before is not sent again.
            org.fault(
                    at(
                            "\"error\",\"status\":400,\"skip\":1,\"times\":60",
                            "POST",
                            "/sources/erp/"));
            house.settle();
            org.forgetFaults();
            for (Dropped export : house.dropped()) {
                house.ask("replay", house.deliveryOf(export));
            }
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger DeadLetters.replayed")
                    || point.startsWith("files Requesting.deleteReports")
                    || point.equals("ledger Streams.acknowledged")
                    || point.equals("ledger IngestionJobs.loading");
        }
    },

    LAKE_CHANGED("the mapping was edited after the check, and for others after the commit") {
        @Override
        List<Dropped> exports(String id) {
            return LAKE_VANISHED.exports(id);
        }

        @Override
        void begin(House house, Org org) throws Exception {
            demand(house.killAt("ledger Deliveries.staged", 1));
            house.write(
                    ORDERS_MAPPING,
                    house.read(ORDERS_MAPPING).replace("NAME }", "NAME, trim: true }"));
            demand(house.killAt("ledger IngestionJobs.loading", 2));
            house.write(
                    ORDERS_MAPPING,
                    house.read(ORDERS_MAPPING).replace("trim: true", "maxLength: 40"));
        }

        @Override
        boolean insistsOn(String point) {
            return point.equals("ledger Deliveries.reregister");
        }
    };

    private static final String ORDERS = "routes/feeds/orders.camel.yaml";

    private static final String ORDERS_MAPPING = "routes/feeds/orders.mapping.yaml";

    private static final Path OTHER_FILE_SYSTEM = Path.of("/dev/shm");

    private static final String MAPPING = "routes/feeds/products.mapping.yaml";

    private static final String CUSTOMERS = "routes/feeds/customers.camel.yaml";

    private static final String EXCLUSIVE_USER = "saltroad.salesforce.exclusive-user";

    private static final String ASKED = "ledger Requests.ask";

    /**
     * Keeps a run alive until it has looked for jobs that nobody heard of: it does so some seconds
     * after its start, and only as long as there is something to wait for.
     */
    private static final String LONG_JOB =
            "{\"kind\":\"slow-job\",\"queuedMilliseconds\":15000,\"times\":1}";

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

    /** After it was dropped, and before the process that is to be killed. */
    void begin(House house, Org org) throws Exception {}

    /** The process that is to be killed. */
    String[] command(House house) throws Exception {
        return House.run();
    }

    /**
     * After the kill, until all is settled. Whoever asked for something asks once more if it was
     * the command that died: nobody knows whether it was heard.
     */
    void goOn(House house, Org org) throws Exception {
        String[] command = command(house);
        if (!Arrays.equals(command, House.run())) {
            house.askAgain(command);
        }
        house.settle(dress(Errand.none()));
    }

    /** Whether the story is told with a kill at this point though another one has been. */
    boolean insistsOn(String point) {
        return false;
    }

    /** How runs are started from then on. */
    Errand dress(Errand errand) {
        return errand;
    }

    /** A fault that meets a request. */
    private static String at(String kind, String method, String path) {
        return "{\"kind\":%s,\"method\":\"%s\",\"path\":\"%s\"}".formatted(kind, method, path);
    }

    /** Refuses for good, as often as it is asked. */
    private static String refusing(String method, String path, int status) {
        return "{\"kind\":\"error\",\"status\":%d,\"method\":\"%s\",\"path\":\"%s\",\"times\":999}"
                .formatted(status, method, path);
    }

    private static void abandon(House house, String id) throws Exception {
        house.ask(abandoning(id));
    }

    private static String[] abandoning(String id) {
        return new String[] {"abandon", id, "--reason", "nobody wants it"};
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
