package io.saltroad.crash;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An export as the ERP dropped it, and what must become of it.
 *
 * @param name of the file, which no other export of the same house has
 * @param object its records go to
 * @param keyColumn names the records among all that were ever sent
 * @param outcomes of its records by key; empty if nothing of it may be sent
 * @param ending state of its delivery
 * @param done whether a done file tells that it is complete
 */
record Dropped(
        String feed,
        String name,
        String text,
        String object,
        String keyColumn,
        Map<String, Outcome> outcomes,
        Ending ending,
        boolean done) {

    /** What must become of a record. */
    enum Outcome {
        DELIVERED,
        FAILED,
        /** Refused, and delivered once somebody had mended it. */
        CORRECTED,
        REJECTED,
        SUPERSEDED,
        /** It was there before. */
        DELETED,
        /** Taken, and lost without a word. */
        UNCONFIRMED
    }

    /** How the delivery must end. */
    enum Ending {
        SETTLED,
        /** The same bytes were delivered before, by whichever of the two came first. */
        SETTLED_OR_SKIPPED,
        DEAD,
        /** All was sent, and the figures of Salesforce are not those of ours. */
        DISPUTED,
        /** By a person, who has asked for it. */
        ABANDONED;

        /** Whether a person has to look. */
        boolean needsPerson() {
            return this == DEAD || this == DISPUTED;
        }
    }

    /** The same export, of which nothing may be sent. */
    Dropped ending(Ending other) {
        return new Dropped(feed, name, text, object, keyColumn, Map.of(), other, done);
    }

    /** The same export, all of it sent, but not settled. */
    Dropped sentAndEnding(Ending other) {
        return new Dropped(feed, name, text, object, keyColumn, outcomes, other, done);
    }

    /** The same export, whose failed records somebody has mended. */
    Dropped corrected() {
        Map<String, Outcome> corrected = new LinkedHashMap<>(outcomes);
        corrected.replaceAll(
                (key, outcome) -> outcome == Outcome.FAILED ? Outcome.CORRECTED : outcome);
        return new Dropped(
                feed, name, text, object, keyColumn, Map.copyOf(corrected), ending, done);
    }

    /** Whether the object is one of Data Cloud, as connector and name: {@code erp/orders}. */
    boolean isForDataCloud() {
        return object.contains("/");
    }

    /** The value of the record's name, of those for Data Cloud. */
    static String nameOf(String key) {
        return "Of " + key;
    }

    byte[] content() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    long count(Outcome outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }

    /** Builds an export line by line. */
    static final class Lines {

        private final StringBuilder text = new StringBuilder();
        private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

        Lines(String header) {
            text.append(header).append('\n');
        }

        void add(String key, Outcome outcome, String line) {
            text.append(line).append('\n');
            outcomes.put(key, outcome);
        }

        void junk(String line) {
            text.append(line).append('\n');
        }

        /**
         * Of records with the same key, written {@code key@line}, the last one keeps its outcome
         * under the plain key; the others are superseded.
         */
        Lines keepingLast() {
            Map<String, String> last = new LinkedHashMap<>();
            outcomes.keySet().forEach(key -> last.put(key.replaceFirst("@.*", ""), key));
            outcomes.replaceAll(
                    (key, outcome) -> last.containsValue(key) ? outcome : Outcome.SUPERSEDED);
            last.forEach((plain, key) -> outcomes.put(plain, outcomes.remove(key)));
            return this;
        }

        String text() {
            return text.toString();
        }

        Map<String, Outcome> outcomes() {
            return Map.copyOf(outcomes);
        }
    }
}
