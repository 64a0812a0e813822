package io.saltroad.delivery;

import io.saltroad.settings.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a user has written into the form of a sink. What does not fit is said in the form's words.
 *
 * @param sink name of the sink
 * @param texts absent ones are missing
 */
record FormChoice(String sink, Map<String, String> texts) {

    Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    String required(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    <E extends Enum<E>> E required(String name, E[] choices, Function<E, String> word) {
        return choice(name, choices, word).orElseThrow(() -> missing(name));
    }

    <E extends Enum<E>> Optional<E> choice(String name, E[] choices, Function<E, String> word) {
        String text = texts.get(name);
        if (text == null) {
            return Optional.empty();
        }
        for (E choice : choices) {
            if (word.apply(choice).equalsIgnoreCase(text)) {
                return Optional.of(choice);
            }
        }
        List<String> words = Arrays.stream(choices).map(word).toList();
        throw new IllegalArgumentException(
                "%s %s: '%s' is none of %s%s"
                        .formatted(sink, name, text, words, NearestName.clause(text, words)));
    }

    /** A whole number within bounds, both included. */
    Optional<Integer> number(String name, int least, int most) {
        return text(name)
                .map(
                        text -> {
                            if (!text.matches("\\d{1,9}")
                                    || Integer.parseInt(text) < least
                                    || Integer.parseInt(text) > most) {
                                throw new IllegalArgumentException(
                                        "%s %s: '%s' is not a number from %d to %d"
                                                .formatted(sink, name, text, least, most));
                            }
                            return Integer.parseInt(text);
                        });
    }

    IllegalArgumentException missing(String name) {
        return new IllegalArgumentException(sink + " needs the parameter " + name);
    }
}
