package io.saltroad.sandbox;

import io.saltroad.sandbox.org.Organization;

/**
 * What a client needs to sign in to the sandbox. Nothing of it is secret: it stands in {@code
 * organization.yaml}, which everybody has.
 */
public record SandboxCredentials(
        String clientId,
        String clientSecret,
        String username,
        String password,
        String securityToken,
        String refreshToken) {

    static SandboxCredentials of(Organization organization) {
        return new SandboxCredentials(
                organization.clientId(),
                organization.clientSecret(),
                organization.username(),
                organization.password(),
                organization.securityToken(),
                organization.refreshToken());
    }
}
