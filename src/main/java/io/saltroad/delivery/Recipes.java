package io.saltroad.delivery;

import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How to read the records of each open delivery again. Recipes live in this process only: after a
 * restart the feed routes make them anew.
 */
public final class Recipes {

    private final Map<String, Records> recipes = new ConcurrentHashMap<>();

    void put(Delivery delivery, Records records) {
        recipes.put(delivery.id(), records);
    }

    boolean has(Delivery delivery) {
        return recipes.containsKey(delivery.id());
    }

    Records get(Delivery delivery) {
        Records records = recipes.get(delivery.id());
        if (records == null) {
            throw new IllegalStateException("no recipe for delivery " + delivery.id());
        }
        return records;
    }

    void forget(Delivery delivery) {
        recipes.remove(delivery.id());
    }
}
