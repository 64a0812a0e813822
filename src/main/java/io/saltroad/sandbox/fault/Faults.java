package io.saltroad.sandbox.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults that are scheduled, in the order they came. One that is over stays in the list. */
public final class Faults {

    private static final int MOST = 1_000;

    private final List<Fault> faults = new ArrayList<>();
    private int lastId;

    /**
     * Schedules a fault.
     *
     * @throws IllegalArgumentException if it cannot be understood
     */
    public synchronized JsonObject schedule(JsonObject wish) {
        if (faults.size() >= MOST) {
            throw new IllegalArgumentException(
                    "there are %d faults already; clear them first".formatted(MOST));
        }
        Fault fault = new Fault(lastId + 1, wish);
        lastId++;
        faults.add(fault);
        return fault.json();
    }

    public synchronized JsonArray list() {
        JsonArray list = new JsonArray();
        faults.forEach(fault -> list.add(fault.json()));
        return list;
    }

    public synchronized void clear() {
        faults.clear();
    }

    /** The first fault that strikes this request. */
    synchronized Optional<Fault> strike(String method, String path) {
        return faults.stream()
                .filter(fault -> fault.meets(method, path))
                .filter(Fault::strike)
                .findFirst();
    }

    /** All that happens to a job of this object, each fault counted once. */
    public synchronized JobTrouble strikeJob(String object) {
        return JobTrouble.of(
                strike(object, fault -> fault.kind().meetsOrgJobs() && fault.isOf("job")));
    }

    /** All that happens to a job of this object that is only scanned: it may be slow. */
    public synchronized JobTrouble strikeScan(String object) {
        return JobTrouble.of(
                strike(object, fault -> fault.kind() == FaultKind.SLOW_JOB && fault.isOf("job")));
    }

    /** All that happens to a query job of this object; only faults that say so meet it. */
    public synchronized JobTrouble strikeQueryJob(String object) {
        return JobTrouble.of(
                strike(object, fault -> fault.kind().meetsOrgJobs() && fault.saysOf("query")));
    }

    /** All that happens to an ingestion job of this object of the tenant. */
    public synchronized JobTrouble strikeTenantJob(String object) {
        return JobTrouble.of(
                strike(object, fault -> fault.kind().meetsTenantJobs() && fault.isOf("job")));
    }

    /** All that happens to what was streamed for this object of the tenant. */
    public synchronized StreamTrouble strikeStream(String object) {
        return StreamTrouble.of(
                strike(object, fault -> fault.kind().meetsStreams() && fault.isOf("stream")));
    }

    private List<Fault> strike(String object, Predicate<Fault> meant) {
        return faults.stream()
                .filter(meant)
                .filter(fault -> fault.meets(object))
                .filter(Fault::strike)
                .toList();
    }
}
