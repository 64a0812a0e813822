package io.saltroad.sandbox.tenant;

import io.saltroad.sandbox.oauth.BearerToken;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Refusal;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets a request to the tenant's paths through if its Data Cloud token is alive and has the scope.
 * A core token opens nothing here.
 *
 * <p>Which scope belongs to which paths is documented; that a missing one is 403 is assumed.
 */
public final class TenantGuard implements Handler<RoutingContext> {

    private static final String USER = "sandbox.tenant.user";

    private final TenantTokens tokens;

    public TenantGuard(TenantTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.response().putHeader("x-trace-id", UUID.randomUUID().toString().replace("-", ""));
        Optional<TenantTokens.Token> token = BearerToken.of(ctx.request()).flatMap(tokens::find);
        if (token.isEmpty()) {
            refuse(ctx, TenantError.deadToken());
            return;
        }
        String scope = scope(ctx.normalizedPath());
        if (!token.get().scopes().contains(scope)) {
            refuse(ctx, new TenantError(403, "Forbidden: the token lacks the scope " + scope));
            return;
        }
        ctx.put(USER, token.get().userId());
        ctx.next();
    }

    private static void refuse(RoutingContext ctx, Refusal refusal) {
        refusal.answer(ctx).send(ctx);
    }

    private static String scope(String path) {
        if (path.startsWith("/api/v1/ingest")) {
            return "cdp_ingest_api";
        }
        return path.startsWith("/api/v1/profile") ? "cdp_profile_api" : "cdp_query_api";
    }

    /** The id of the user that makes this call. */
    public static String user(Call call) {
        return call.context().get(USER);
    }
}
