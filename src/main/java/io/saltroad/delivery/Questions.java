package io.saltroad.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.IngestionCalls;
import io.saltroad.datacloud.ValidationReport;
import io.saltroad.salesforce.Failure;
import io.saltroad.salesforce.FailureClassifier;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Asks org and tenant about records. Nothing is stored or changed there. */
public final class Questions implements AutoCloseable {

    private static final int NOT_FOUND = 404;

    private final ObjectMapper json = new ObjectMapper();
    private final FailureClassifier classifier = new FailureClassifier(Clock.systemUTC());
    private final ProducerTemplate template;
    private final Optional<IngestionCalls> calls;
    private final Optional<String> why;
    private final Map<String, Optional<JsonNode>> described = new HashMap<>();

    private Questions(
            CamelContext context, Optional<DataCloudConnection> tenant, Optional<String> why) {
        this.template = context.createProducerTemplate();
        this.calls = tenant.map(IngestionCalls::new);
        this.why = why;
    }

    /** Through the components that both connections have bound to the context. */
    public static Questions of(CamelContext context, DataCloudConnection tenant) {
        return new Questions(context, Optional.of(tenant), Optional.empty());
    }

    /**
     * Without connections: no question is answered.
     *
     * @param why there are none
     */
    public static Questions none(CamelContext context, String why) {
        return new Questions(context, Optional.empty(), Optional.of(why));
    }

    /**
     * How Salesforce describes an object.
     *
     * @return empty if it says there is no such object, which may also be one that we may not see
     * @throws NotAskedException if it gives no answer
     */
    Optional<JsonNode> describe(String object) throws NotAskedException {
        Optional<JsonNode> known = described.get(object);
        if (known == null) {
            known = ask(object);
            described.put(object, known);
        }
        return known;
    }

    private Optional<JsonNode> ask(String object) throws NotAskedException {
        Exchange answered =
                answer(
                        "salesforce:getDescription?rawPayload=true",
                        exchange -> exchange.getMessage().setHeader("sObjectName", object));
        try {
            if (answered.getException() == null) {
                return Optional.of(json.readTree(answered.getMessage().getBody(byte[].class)));
            }
        } catch (IOException e) {
            throw new NotAskedException("its answer is no JSON");
        }
        Failure failure = classifier.classify(answered);
        if (failure instanceof Failure.Refused refused && refused.status() == NOT_FOUND) {
            return Optional.empty();
        }
        throw new NotAskedException(words(failure));
    }

    /**
     * What Data Cloud has against records.
     *
     * @param body JSON, as they would be streamed
     * @return empty if it knows no such connector, or no object with this endpoint name
     * @throws NotAskedException if it gives no answer about the records
     */
    Optional<ValidationReport> validate(String connector, String endpoint, byte[] body)
            throws NotAskedException {
        Exchange answered =
                answer(
                        DataCloudConnection.HTTP_COMPONENT + ":http://tenant",
                        exchange -> {
                            exchange.getMessage().setBody(body);
                            calls.orElseThrow()
                                    .validate(exchange.getMessage(), connector, endpoint);
                        });
        if (answered.getException() == null) {
            return Optional.of(ValidationReport.NOTHING);
        }
        HttpOperationFailedException refused =
                answered.getException(HttpOperationFailedException.class);
        if (refused != null) {
            Optional<ValidationReport> report = ValidationReport.of(refused.getResponseBody());
            if (report.isPresent() || refused.getStatusCode() == NOT_FOUND) {
                return report;
            }
        }
        throw new NotAskedException(words(classifier.classify(answered)));
    }

    private Exchange answer(String endpoint, Processor question) throws NotAskedException {
        if (why.isPresent()) {
            throw new NotAskedException(why.get());
        }
        return template.request(endpoint, question);
    }

    private static String words(Failure failure) {
        return failure.message().contains(failure.code())
                ? failure.message()
                : failure.code() + ": " + failure.message();
    }

    @Override
    public void close() throws IOException {
        template.close();
    }
}
