package io.saltroad.ledger;

/**
 * What waits for one object of a connector. Data Cloud works on one unfinished job an object, so
 * deliveries to it go one after another, in the order of their commits.
 */
public record IngestionQueue(String connector, String object) {

    /** The queue of a delivery to Data Cloud. */
    public static IngestionQueue of(Delivery delivery) {
        return new IngestionQueue(
                delivery.connector()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "delivery "
                                                        + delivery.id()
                                                        + " does not go to Data Cloud")),
                delivery.object());
    }

    @Override
    public String toString() {
        return connector + "/" + object;
    }
}
