package io.saltroad.datacloud;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.salesforce.ErrorBody;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import io.saltroad.salesforce.FreshSignIn;
import io.saltroad.salesforce.Secret;
import io.saltroad.salesforce.Session;
import io.saltroad.salesforce.SignIn;
import io.saltroad.salesforce.SignInException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Exchanges a token of the org for one of Data Cloud.
 *
 * <p>The token of the org is a fresh one each time: Data Cloud may take it once only. Source: Data
 * Cloud Ingestion API, "Get Started"; Salesforce Help 005104785.
 */
final class TokenExchange {

    private static final String PATH = "/services/a360/token";

    /** Enough for a request that is under way when the time comes. */
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(5);

    /** If the answer does not say how long the token lives. A 401 renews it anyway. */
    private static final long USUAL_LIFE = Duration.ofHours(1).toSeconds();

    /** No token is longer, and no page in its place is wanted. */
    private static final int LONGEST_ANSWER = 200_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FreshSignIn signIn;
    private final CloseableHttpClient http;
    private final DataCloudSettings settings;
    private final FailureClassifier classifier;
    private final Clock clock;

    TokenExchange(
            FreshSignIn signIn, CloseableHttpClient http, DataCloudSettings settings, Clock clock) {
        this.signIn = signIn;
        this.http = http;
        this.settings = settings;
        this.classifier = new FailureClassifier(clock);
        this.clock = clock;
    }

    /**
     * Signs in to the org and exchanges the token.
     *
     * @throws SignInException if either fails
     */
    TenantSession exchange() {
        Session org = signIn.signIn();
        Instant asked = clock.instant();
        try (ClassicHttpResponse answer = HttpCall.open(http, request(org))) {
            return session(HttpCall.text(answer, LONGEST_ANSWER), asked);
        } catch (HttpOperationFailedException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new SignInException(classifier.classify(e), e);
        }
    }

    private ClassicHttpRequest request(Session org) {
        ClassicRequestBuilder request =
                ClassicRequestBuilder.post(org.instanceUrl() + PATH)
                        .setCharset(StandardCharsets.UTF_8)
                        .setHeader(HttpHeaders.ACCEPT, "application/json")
                        .addParameter("grant_type", "urn:salesforce:grant-type:external:cdp")
                        .addParameter("subject_token", org.accessToken())
                        .addParameter(
                                "subject_token_type",
                                "urn:ietf:params:oauth:token-type:access_token");
        settings.dataspace().ifPresent(name -> request.addParameter("dataspace", name));
        return request.build();
    }

    private TenantSession session(String body, Instant asked) {
        JsonNode answer = json(body);
        String token = answer.path("access_token").asText();
        if (token.isEmpty()) {
            ErrorBody error = ErrorBody.of(body);
            throw refused(
                    error.code().isEmpty() ? "NO_TOKEN" : error.code(),
                    error.message().isEmpty() ? "the answer holds no token" : error.message(),
                    null);
        }
        String named = answer.path("instance_url").asText();
        URI address =
                settings.instanceUrl()
                        .or(() -> TenantAddress.of(named))
                        .orElseThrow(
                                () ->
                                        refused(
                                                "NO_ADDRESS",
                                                "the answer names no address of a tenant (instance_url is '%s'). Set %s"
                                                        .formatted(
                                                                named,
                                                                DataCloudSettings.INSTANCE_URL),
                                                null));
        return new TenantSession(token, address, asked.plus(life(answer)));
    }

    /** Renewed 5 minutes before its end, but not before half of its life is over. */
    private static Duration life(JsonNode answer) {
        long seconds = answer.path("expires_in").asLong(USUAL_LIFE);
        Duration life = Duration.ofSeconds(seconds > 0 ? seconds : USUAL_LIFE);
        Duration half = life.dividedBy(2);
        return life.minus(half.compareTo(LONGEST_MARGIN) < 0 ? half : LONGEST_MARGIN);
    }

    private JsonNode json(String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // Not with the cause, which shows the text; it may hold a token.
        }
        throw new SignInException(
                new Failure.SignInRefused("EXCHANGE_NOT_JSON", notJson(body)), null);
    }

    private String notJson(String body) {
        boolean isPage = body.stripLeading().startsWith("<");
        return "%s gave %s instead of a token of Data Cloud. %s"
                .formatted(
                        PATH,
                        isPage ? "a web page" : "something that is not JSON",
                        signIn.way() == SignIn.PASSWORD
                                ? "With sign-in=password Data Cloud takes each token of the org once only, and Salesforce may give the same one away again: change saltroad.salesforce.sign-in to client-credentials or jwt"
                                : "Check that saltroad.salesforce.login-url and instance-url are the My Domain address of the org Data Cloud runs in, and that nothing (a login page, a proxy) stands in between");
    }

    private SignInException refused(HttpOperationFailedException answer) {
        Failure failure = classifier.classify(answer);
        if (failure instanceof Failure.Transient || failure instanceof Failure.Limited) {
            return new SignInException(failure, answer);
        }
        ErrorBody error = ErrorBody.of(answer.getResponseBody());
        String code = error.code().isEmpty() ? "HTTP_" + answer.getStatusCode() : error.code();
        return refused(
                code,
                "%d %s%s"
                        .formatted(
                                answer.getStatusCode(),
                                code,
                                error.message().isEmpty() ? "" : ": " + error.message()),
                answer);
    }

    private SignInException refused(String code, String text, Exception cause) {
        String hint = ExchangeHint.of(code, text).map(more -> ". " + more).orElse("");
        String given =
                signIn.renewable()
                        ? ""
                        : ". The session of saltroad.salesforce.access-token was opened by somebody else and cannot be renewed here: if it is over, set a new one and start again, or choose another saltroad.salesforce.sign-in";
        return new SignInException(
                new Failure.SignInRefused(
                        code,
                        "Data Cloud does not sign us in: " + Secret.hidden(text) + hint + given),
                cause);
    }
}
