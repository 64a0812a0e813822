package io.saltroad.datacloud;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to do when the exchange of the org's token is refused.
 *
 * <p>Source: Data Cloud Ingestion API, "Get Started". The codes are not documented there; they are
 * as users have seen them on the wire.
 */
final class ExchangeHint {

    /** By description, since several refusals share the code {@code invalid_request}. */
    private static final Map<String, String> BY_DESCRIPTION =
            Map.of(
                    "installed",
                    "Allow the app in the org (Setup, Connected Apps OAuth Usage: Install) and assign it to a profile or permission set of the user",
                    "approved this consumer",
                    "Allow the user in the app's policies (Permitted Users: admin approved) and assign the app to a profile or permission set of the user",
                    "dataspace",
                    "Check saltroad.data-cloud.dataspace, and whether the user may use that data space",
                    "data space",
                    "Check saltroad.data-cloud.dataspace, and whether the user may use that data space");

    private static final Map<String, String> BY_CODE =
            Map.of(
                    "invalid_scope",
                    "Give the app the scopes api, cdp_ingest_api and, for confirm, cdp_query_api; with sign-in=jwt or refresh-token the user must consent to them once more",
                    "invalid_subject_token",
                    "The org's token is not taken: check that saltroad.salesforce.login-url and instance-url are those of the org Data Cloud runs in, and that the app does not issue JWT-based access tokens for named users",
                    "invalid_request",
                    "Check that Data Cloud is switched on in this org, that the app may be used in it, and saltroad.data-cloud.dataspace",
                    "invalid_grant",
                    "Check that the user has a permission set of Data Cloud",
                    "unsupported_grant_type",
                    "Check that Data Cloud is switched on in the org of saltroad.salesforce.login-url and instance-url",
                    "HTTP_404",
                    "Check that Data Cloud is switched on in the org of saltroad.salesforce.login-url and instance-url");

    private ExchangeHint() {}

    static Optional<String> of(String code, String description) {
        String text = description.toLowerCase(Locale.ROOT);
        return BY_DESCRIPTION.entrySet().stream()
                .filter(hint -> text.contains(hint.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Optional.ofNullable(BY_CODE.get(code)));
    }
}
