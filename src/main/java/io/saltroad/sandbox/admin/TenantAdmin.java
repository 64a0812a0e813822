package io.saltroad.sandbox.admin;

import io.saltroad.sandbox.ingest.Arrivals;
import io.saltroad.sandbox.ingest.Streams;
import io.saltroad.sandbox.lake.Lake;
import io.saltroad.sandbox.lake.LakeView;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.tenant.TenantClock;
import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.tenant.TenantTokens;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;

/**
 * {@code /sandbox/tenant}: what no real tenant has. Settings, the clock, what arrived and what was
 * lost. Asks for no token.
 */
public final class TenantAdmin {

    private static final String OBJECT = "/sandbox/tenant/objects/:connector/:object";
    private static final String SCOPES = "scopes";
    private static final long ROWS = 1_000;
    private static final long LAST = 100;

    private final Lake lake;
    private final Streams streams;
    private final Arrivals arrivals;
    private final TenantSettings settings;
    private final TenantClock clock;
    private final TenantTokens tokens;
    private final Sessions sessions;
    private final Runnable clockMoved;

    public TenantAdmin(
            Lake lake,
            Streams streams,
            Arrivals arrivals,
            TenantSettings settings,
            TenantClock clock,
            TenantTokens tokens,
            Sessions sessions,
            Runnable clockMoved) {
        this.lake = lake;
        this.streams = streams;
        this.arrivals = arrivals;
        this.settings = settings;
        this.clock = clock;
        this.tokens = tokens;
        this.sessions = sessions;
        this.clockMoved = clockMoved;
    }

    public void serve(Resources resources) {
        resources
                .at("/sandbox/tenant/settings")
                .get(call -> Answer.json(all()))
                .patch(this::change)
                .done();
        resources
                .at("/sandbox/tenant/clock")
                .get(call -> Answer.json(time()))
                .post(this::moveClock)
                .done();
        resources.at("/sandbox/tenant/flush").post(call -> done(streams::flush)).done();
        resources.at("/sandbox/tenant/tokens").delete(call -> done(tokens::expireAll)).done();
        resources
                .at("/sandbox/tenant/history")
                .get(call -> Answer.json(arrivals.history().json()))
                .done();
        resources.at("/sandbox/tenant/objects").get(call -> Answer.json(arrivals.objects())).done();
        resources.at("/sandbox/tenant/jobs").get(call -> Answer.json(jobs(call))).done();
        resources.at(OBJECT + "/rows").get(this::rows).done();
        resources.at(OBJECT + "/keys").get(this::keys).done();
        resources.at(OBJECT + "/problems").get(this::problems).done();
    }

    private JsonObject all() {
        return settings.json().put(SCOPES, sessions.scopes());
    }

    private Answer change(Call call) {
        JsonObject changes = call.json().copy();
        Object scopes = changes.remove(SCOPES);
        if (scopes != null && !(scopes instanceof String)) {
            return refusal("scopes takes a text, with blanks between");
        }
        try {
            settings.change(changes);
        } catch (IllegalArgumentException e) {
            return refusal(e.getMessage());
        }
        if (scopes != null) {
            sessions.scopes(scopes.toString());
        }
        return Answer.json(all());
    }

    private JsonObject time() {
        return new JsonObject()
                .put("now", clock.instant().toString())
                .put("aheadSeconds", clock.ahead().toSeconds());
    }

    private Answer moveClock(Call call) {
        if (!(call.json().getValue("advanceSeconds") instanceof Number seconds)) {
            return refusal("advanceSeconds was expected, a whole number");
        }
        clock.advance(Duration.ofSeconds(seconds.longValue()));
        clockMoved.run();
        return Answer.json(time());
    }

    private JsonArray jobs(Call call) {
        JsonArray jobs = new JsonArray();
        arrivals.jobs((int) number(call, "last", LAST)).forEach(jobs::add);
        return jobs;
    }

    private LakeView view(Call call) {
        return lake.catalog()
                .byName(call.path("connector"), call.path("object"))
                .map(object -> new LakeView(lake, object))
                .orElseThrow(ApiError::notFound);
    }

    private Answer rows(Call call) throws SQLException {
        return Answer.json(view(call).rows(number(call, "offset", 0), number(call, "limit", ROWS)));
    }

    private Answer keys(Call call) throws SQLException {
        return Answer.csv(
                view(call).keys(number(call, "offset", 0), number(call, "limit", 100_000)));
    }

    private Answer problems(Call call) throws SQLException {
        return Answer.json(
                view(call).problems(number(call, "offset", 0), number(call, "limit", ROWS)));
    }

    private static long number(Call call, String name, long otherwise) {
        return call.query(name)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    private static Answer done(Runnable action) {
        action.run();
        return Answer.empty(204);
    }

    private static Answer refusal(String why) {
        return Answer.json(400, new JsonObject().put("error", why));
    }
}
