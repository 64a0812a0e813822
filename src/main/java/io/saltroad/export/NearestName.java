package io.saltroad.export;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody probably meant. */
public final class NearestName {

    private NearestName() {}

    /** The name that differs least, if it differs little enough to be a slip. */
    public static Optional<String> of(String name, Collection<String> names) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        LevenshteinDistance distance = new LevenshteinDistance(Math.max(2, wanted.length() / 3));
        record Candidate(String name, int distance) {}
        return names.stream()
                .map(
                        known ->
                                new Candidate(
                                        known,
                                        distance.apply(
                                                wanted, known.strip().toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance >= 0)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    /** A half sentence to append to "there is no such name": {@code ", did you mean NAME1?"}. */
    public static String hint(String name, Collection<String> names) {
        return of(name, names).map(", did you mean %s?"::formatted).orElse("");
    }
}
