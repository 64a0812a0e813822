package io.saltroad.messages;

import java.util.List;

/**
 * Messages do not fit the object they are for, and were not sent. Other messages of the same
 * exchange have been acknowledged.
 */
public final class MessageRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MOST_IN_MESSAGE = 3;

    private final transient List<Refusal> refusals;

    MessageRefusedException(List<Refusal> refusals) {
        super(message(refusals));
        this.refusals = List.copyOf(refusals);
    }

    private static String message(List<Refusal> refusals) {
        StringBuilder text = new StringBuilder();
        refusals.stream()
                .limit(MOST_IN_MESSAGE)
                .forEach(
                        refusal ->
                                text.append(text.isEmpty() ? "" : "; ").append(refusal.sentence()));
        if (refusals.size() > MOST_IN_MESSAGE) {
            text.append("; and %d more".formatted(refusals.size() - MOST_IN_MESSAGE));
        }
        return text.toString();
    }

    /** Why each of them was refused, in their order. */
    public List<Refusal> getRefusals() {
        return refusals;
    }

    /** The refused messages as they came: of a list of exchanges, their bodies. */
    public List<Object> getRefused() {
        return refusals.stream().map(Refusal::message).toList();
    }
}
