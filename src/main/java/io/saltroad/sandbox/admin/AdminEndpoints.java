package io.saltroad.sandbox.admin;

import io.saltroad.sandbox.bulk.IngestEndpoints;
import io.saltroad.sandbox.bulk.QueryJobEndpoints;
import io.saltroad.sandbox.fault.Faults;
import io.saltroad.sandbox.limit.Bandwidth;
import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.JwtCertificates;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.Traffic;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * {@code /sandbox}: what no real org has. Faults, settings, sessions, certificates, what came in.
 * Asks for no token; whoever reaches the port may use it.
 */
public final class AdminEndpoints {

    private static final String SESSION_SECONDS = "sessionSeconds";
    private static final String BYTES_PER_SECOND = "bytesPerSecond";
    private static final int LAST = 100;

    private final OrgStore store;
    private final IngestEndpoints ingest;
    private final QueryJobEndpoints queryJobs;
    private final Sessions sessions;
    private final JwtCertificates certificates;
    private final OrgLimits limits;
    private final Bandwidth bandwidth;
    private final Faults faults;
    private final Traffic traffic;
    private final Runnable forgetTenant;

    public AdminEndpoints(
            OrgStore store,
            IngestEndpoints ingest,
            QueryJobEndpoints queryJobs,
            Sessions sessions,
            JwtCertificates certificates,
            OrgLimits limits,
            Bandwidth bandwidth,
            Faults faults,
            Traffic traffic,
            Runnable forgetTenant) {
        this.store = store;
        this.ingest = ingest;
        this.queryJobs = queryJobs;
        this.sessions = sessions;
        this.certificates = certificates;
        this.limits = limits;
        this.bandwidth = bandwidth;
        this.faults = faults;
        this.traffic = traffic;
        this.forgetTenant = forgetTenant;
    }

    public void serve(Resources resources) {
        resources
                .at("/sandbox/faults")
                .get(call -> Answer.json(faults.list()))
                .post(this::schedule)
                .delete(call -> done(faults::clear))
                .done();
        resources
                .at("/sandbox/settings")
                .get(call -> Answer.json(settings()))
                .patch(this::change)
                .done();
        resources
                .at("/sandbox/sessions")
                .post(this::openSession)
                .delete(call -> done(sessions::expireAll))
                .done();
        resources.at("/sandbox/certificates").post(this::register).done();
        resources
                .at("/sandbox/requests")
                .get(call -> Answer.json(traffic.json(last(call))))
                .delete(call -> done(traffic::clear))
                .done();
        resources.at("/sandbox/counters").get(call -> Answer.json(counters())).done();
        resources.at("/sandbox/objects").get(call -> Answer.json(objects())).done();
        resources.at("/sandbox/jobs").get(call -> Answer.json(jobs(last(call)))).done();
        resources
                .at("/sandbox/jobs/:id/upload")
                .streaming(HttpMethod.GET, ingest::sendUpload)
                .done();
        resources
                .at("/sandbox/query-jobs")
                .get(call -> Answer.json(new JsonArray(queryJobs.latest(last(call)))))
                .done();
        resources.at("/sandbox/data").delete(call -> done(this::forgetData)).done();
    }

    private Answer schedule(Call call) {
        try {
            return Answer.json(201, faults.schedule(call.json()));
        } catch (IllegalArgumentException e) {
            return refusal("The fault was not scheduled: " + e.getMessage());
        }
    }

    private JsonObject settings() {
        return limits.settings()
                .put(SESSION_SECONDS, sessions.lifetime().toSeconds())
                .put(BYTES_PER_SECOND, bandwidth.bytesPerSecond());
    }

    private Answer change(Call call) {
        JsonObject changes = call.json();
        JsonObject known = settings();
        for (String key : changes.fieldNames()) {
            if (!known.containsKey(key)) {
                return refusal(
                        "There is no setting '%s'; there are %s"
                                .formatted(key, new TreeSet<>(known.fieldNames())));
            }
            boolean flag = known.getValue(key) instanceof Boolean;
            if (flag != changes.getValue(key) instanceof Boolean
                    || (!flag && !(changes.getValue(key) instanceof Number))) {
                return refusal("%s takes a %s".formatted(key, flag ? "true or false" : "number"));
            }
        }
        long bytesPerSecond = changes.getLong(BYTES_PER_SECOND, bandwidth.bytesPerSecond());
        if (bytesPerSecond < 0) {
            return refusal("bytesPerSecond takes 0 (no limit) or more");
        }
        limits.change(changes);
        bandwidth.change(bytesPerSecond);
        sessions.lifetime(
                Duration.ofSeconds(
                        changes.getLong(SESSION_SECONDS, sessions.lifetime().toSeconds())));
        return Answer.json(settings());
    }

    /** A token without signing in, for clients that bring one along. */
    private Answer openSession(Call call) {
        return Answer.json(
                201,
                new JsonObject()
                        .put("access_token", sessions.open().token())
                        .put("instance_url", call.base().toString()));
    }

    private Answer register(Call call) {
        try {
            List<String> subjects = certificates.register(call.body().getBytes());
            return Answer.json(201, new JsonObject().put("registered", new JsonArray(subjects)));
        } catch (CertificateException e) {
            return refusal("A certificate in PEM form was expected: " + e.getMessage());
        }
    }

    private JsonObject counters() {
        JsonObject counters = new JsonObject();
        traffic.counters().forEach(counters::put);
        return counters;
    }

    private JsonObject objects() {
        JsonObject objects = new JsonObject();
        for (ObjectDefinition object : store.catalog().objects()) {
            objects.put(object.name(), store.count(object));
        }
        return objects;
    }

    private JsonArray jobs(int atMost) {
        JsonArray jobs = new JsonArray();
        ingest.latest(atMost).forEach(jobs::add);
        return jobs;
    }

    /** Records and jobs, faults, settings, log. Sessions and certificates stay. */
    private void forgetData() {
        ingest.reset();
        queryJobs.reset();
        store.reset();
        forgetTenant.run();
        faults.clear();
        limits.reset();
        bandwidth.reset();
        traffic.clear();
    }

    private static int last(Call call) {
        return call.query("last")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .orElse(LAST);
    }

    private static Answer done(Runnable action) {
        action.run();
        return Answer.empty(204);
    }

    private static Answer refusal(String why) {
        return Answer.json(400, new JsonObject().put("error", why));
    }
}
