package io.saltroad.salesforce;

import java.net.URI;

/**
 * A signed-in session.
 *
 * @param accessToken secret
 * @param instanceUrl the org's address, without a slash at the end
 */
public record Session(String accessToken, URI instanceUrl) {

    @Override
    public String toString() {
        return "session at " + instanceUrl;
    }
}
