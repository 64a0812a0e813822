package io.saltroad.sandbox.oauth;

import io.saltroad.sandbox.org.Organization;
import java.net.URI;

/** The address that names a user: camel-salesforce and jsforce cut the org's id out of it. */
final class Identity {

    private Identity() {}

    static String url(URI base, Organization organization, String userId) {
        return base + "/id/" + organization.id() + "/" + userId;
    }
}
