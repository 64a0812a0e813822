package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The streams of all objects. */
public final class Streams {

    private final Worker worker;
    private final Map<String, Stream> streams = new LinkedHashMap<>();

    /**
     * What every stream needs.
     *
     * @param folder where requests are spooled, inside of the lake's
     */
    record Parts(
            Lake lake,
            TenantSettings settings,
            Clock clock,
            Faults faults,
            Worker worker,
            History history,
            Path folder) {}

    public Streams(
            Lake lake,
            TenantSettings settings,
            Clock clock,
            Faults faults,
            Worker worker,
            History history) {
        this.worker = worker;
        Parts parts =
                new Parts(
                        lake,
                        settings,
                        clock,
                        faults,
                        worker,
                        history,
                        lake.folder().resolve("streams"));
        try {
            for (LakeObject object : lake.catalog().objects()) {
                streams.put(object.id(), new Stream(object, parts));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot spool to " + parts.folder(), e);
        }
    }

    /** Begins to load, too what was left when the sandbox was stopped. */
    public void start() {
        wake();
    }

    Stream of(LakeObject object) {
        return streams.get(object.id());
    }

    /** Looks whether something is due, since the clock was moved. */
    public void wake() {
        streams.values().forEach(Stream::wakeSoon);
    }

    /** Loads all that has been accepted so far and waits for it, except behind a job. */
    public void flush() {
        worker.now(() -> streams.values().forEach(Stream::loadNow));
    }

    /** What was accepted and loaded of each object. */
    public JsonObject json() {
        JsonObject json = new JsonObject();
        streams.forEach((id, stream) -> json.put(id, stream.json()));
        return json;
    }

    /** Forgets what is not loaded yet. */
    public void reset() {
        worker.now(() -> streams.values().forEach(Stream::reset));
    }
}
