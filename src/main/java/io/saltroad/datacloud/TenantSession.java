package io.saltroad.datacloud;

import java.net.URI;
import java.time.Instant;

/**
 * A session at a tenant of Data Cloud.
 *
 * @param accessToken secret
 * @param instanceUrl the tenant's address, without a slash at the end
 * @param renewAt when to exchange anew, before Data Cloud ends it
 */
public record TenantSession(String accessToken, URI instanceUrl, Instant renewAt) {

    @Override
    public String toString() {
        return "session at %s until %s".formatted(instanceUrl, renewAt);
    }
}
