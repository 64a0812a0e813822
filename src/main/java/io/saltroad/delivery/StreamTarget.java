package io.saltroad.delivery;

import io.saltroad.ledger.Delivery;
import java.util.Map;

/**
 * Where micro-batches go, as the headers of {@code direct:send-micro-batch}, whose body is the JSON
 * to send.
 *
 * @param endpoint name of the object in the address
 */
public record StreamTarget(String connector, String endpoint, boolean delete) {

    public static final String CONNECTOR = "SaltroadConnector";
    public static final String ENDPOINT = "SaltroadEndpoint";
    public static final String DELETE = "SaltroadDelete";

    static StreamTarget of(Delivery delivery) {
        SinkParameters parameters = SinkParameters.of(delivery);
        IngestionParameters ingestion = parameters.ingestion().orElseThrow();
        return new StreamTarget(
                ingestion.connector(),
                ingestion.endpoint(),
                parameters.operation() == SinkParameters.Operation.DELETE);
    }

    public Map<String, Object> headers() {
        return Map.of(CONNECTOR, connector, ENDPOINT, endpoint, DELETE, delete);
    }
}
