package io.saltroad.fault;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.saltroad.TestHouse;
import io.saltroad.TestHouse.Rested;
import io.saltroad.ledger.Counts;
import io.saltroad.ledger.DeliveryState;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;

/** Holds what is in the lake of Data Cloud against the export and the books. */
final class Arrivals {

    /** What was streamed is there a little later, and a job that nobody wants ends by and by. */
    private static final Duration LATER = Duration.ofSeconds(20);

    private final TestHouse house;
    private final Cell cell;
    private final Rested rested;
    private List<String> objections = List.of();

    Arrivals(TestHouse house, Cell cell, Rested rested) {
        this.house = house;
        this.cell = cell;
        this.rested = rested;
    }

    /** None if all is as it must be, now or a little later. */
    List<String> objections() {
        try {
            await().atMost(LATER)
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> {
                                objections = look();
                                return objections.isEmpty();
                            });
        } catch (ConditionTimeoutException e) {
            // then these are the objections
        }
        return objections;
    }

    private List<String> look() throws Exception {
        List<String> found = new ArrayList<>();
        Map<String, JsonNode> rows = new TreeMap<>();
        for (JsonNode row : house.tenantRows("erp", "orders")) {
            if (rows.put(row.path("order_no").asText(), row) != null) {
                found.add("there twice: " + row.path("order_no"));
            }
        }
        int done =
                cell.request().way() == Way.DATA_CLOUD_DELETE
                        ? deleted(rows, found)
                        : arrived(rows, found);
        books(done, found);
        if (cell.times() == 1 && !comesLate()) {
            unfinished(found);
        }
        return found;
    }

    /** How many records are there, each with its last values. */
    private int arrived(Map<String, JsonNode> rows, List<String> found) throws Exception {
        int number = 0;
        Set<String> missing = new TreeSet<>();
        for (String key : RequestKind.keys()) {
            JsonNode row = rows.get(key);
            if (row == null) {
                missing.add(key);
            } else if (!row.path("ship_name").asText().equals(Orders.name(number))
                    || new BigDecimal(row.path("freight").asText())
                                    .compareTo(new BigDecimal(Orders.freight(number)))
                            != 0) {
                found.add("other values: " + row);
            }
            number++;
        }
        if (rested.state() == DeliveryState.SETTLED && !missing.isEmpty()) {
            found.add("lost: " + missing);
        }
        if (rested.state() == DeliveryState.DISPUTED) {
            Path report =
                    rested.folder().resolve(cell.request().way().export() + ".unconfirmed.csv");
            Set<String> told = new TreeSet<>(CellRun.keysIn(report, "order_no"));
            if (!told.equals(missing)) {
                found.add("missing: " + missing + ", reported: " + told);
            }
        }
        return RequestKind.keys().size() - missing.size();
    }

    /** How many records are gone that had to go. */
    private int deleted(Map<String, JsonNode> rows, List<String> found) {
        Set<String> left = new TreeSet<>(rows.keySet());
        left.retainAll(RequestKind.keys());
        if (rested.state() == DeliveryState.SETTLED && !left.isEmpty()) {
            found.add("not deleted: " + left);
        }
        if (rows.size() - left.size() != Orders.OTHERS) {
            found.add("deleted too much, left are " + rows.keySet());
        }
        return RequestKind.keys().size() - left.size();
    }

    private void books(int done, List<String> found) {
        Counts counts = rested.counts();
        long told = counts.accepted() + counts.delivered();
        boolean dead = rested.state() == DeliveryState.DEAD;
        if (dead ? told > done : told != done) {
            found.add("counts %s, but %d are there".formatted(counts, done));
        }
        if (!dead && (!counts.addUp() || counts.superseded() != 1)) {
            found.add("the books do not close: " + counts);
        }
    }

    /** The job is made after all, and used by the next delivery. */
    private boolean comesLate() {
        return cell.request() == RequestKind.CREATE_LOAD && cell.fault() == PlannedFault.STALL;
    }

    /** An open job would keep its object from having another one. */
    private void unfinished(List<String> found) throws Exception {
        Map<String, String> states = new HashMap<>();
        for (JsonNode job : house.tenantJobs()) {
            states.put(job.path("id").asText(), job.path("state").asText());
        }
        states.values().removeIf(Set.of("JobComplete", "Failed", "Aborted")::contains);
        if (!states.isEmpty()) {
            found.add("unfinished: " + states);
        }
    }
}
