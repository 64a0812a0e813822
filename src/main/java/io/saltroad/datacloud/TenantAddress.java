package io.saltroad.datacloud;

import java.net.URI;
import java.util.Optional;

/**
 * Reads the address of a tenant. The token exchange names a bare host in most samples and an
 * address with a scheme in the newest one; a host alone is meant for https.
 */
final class TenantAddress {

    private TenantAddress() {}

    /** Without a slash at the end; empty if the text is no such address. */
    static Optional<URI> of(String text) {
        String plain = text.strip().replaceFirst("/+$", "");
        try {
            URI address = URI.create(plain.contains("://") ? plain : "https://" + plain);
            boolean fits =
                    ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                            && address.getHost() != null
                            && address.getRawPath().isEmpty()
                            && address.getRawQuery() == null
                            && address.getRawFragment() == null
                            && address.getRawUserInfo() == null;
            return fits ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
