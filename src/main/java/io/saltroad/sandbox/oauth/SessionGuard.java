package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Call;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Lets a request to the data paths through if its token is alive. */
public final class SessionGuard implements Handler<RoutingContext> {

    private static final String USER = "sandbox.user";

    private final Sessions sessions;

    public SessionGuard(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handle(RoutingContext ctx) {
        Optional<Sessions.Session> session = BearerToken.of(ctx.request()).flatMap(sessions::use);
        if (session.isPresent()) {
            ctx.put(USER, session.get().userId());
            ctx.next();
        } else {
            ApiError.deadSession().answer().with("WWW-Authenticate", "Token").send(ctx);
        }
    }

    /** The id of the user that makes this call. */
    public static String user(Call call) {
        return call.context().get(USER);
    }
}
