package io.saltroad.sandbox.org;

import java.util.Set;

/**
 * Who the org is and who may sign in, from {@code organization.yaml}. Nothing in it is secret: it
 * opens nothing but a sandbox on one's own machine.
 *
 * @param id the org's id, 18 characters
 * @param userId the API user's id, 18 characters
 */
public record Organization(
        String name,
        String id,
        String clientId,
        String clientSecret,
        String userId,
        String username,
        String password,
        String securityToken,
        String refreshToken,
        String email,
        String firstName,
        String lastName) {

    private static final Set<String> KEYS =
            Set.of(
                    "name",
                    "clientId",
                    "clientSecret",
                    "username",
                    "password",
                    "securityToken",
                    "refreshToken",
                    "email",
                    "firstName",
                    "lastName");

    /** The key prefixes of an org and of a user; the API user is the first user there is. */
    private static final String ORG_PREFIX = "00D";

    private static final String USER_PREFIX = "005";

    /** Whether a user may sign in with a password: with the security token behind it or without. */
    public boolean accepts(String user, String secret) {
        return username.equalsIgnoreCase(user)
                // Without it, from an address that the org trusts.
                && (secret.equals(password + securityToken) || secret.equals(password));
    }

    public static Organization load() {
        Declaration declared =
                new Declaration("organization.yaml", YamlFile.packed("organization.yaml"), KEYS);
        return new Organization(
                declared.required("name"),
                SalesforceId.of(ORG_PREFIX, 1),
                declared.required("clientId"),
                declared.required("clientSecret"),
                SalesforceId.of(USER_PREFIX, 1),
                declared.required("username"),
                declared.required("password"),
                declared.required("securityToken"),
                declared.required("refreshToken"),
                declared.required("email"),
                declared.required("firstName"),
                declared.required("lastName"));
    }
}
