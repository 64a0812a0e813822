package io.saltroad.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name somebody meant when he wrote one that does not exist. */
public final class NearestName {

    private NearestName() {}

    /**
     * The known name that takes the fewest changes to get to, capitals aside; empty if none is near
     * (more than a third of the letters would have to change).
     */
    public static Optional<String> to(String written, Collection<String> known) {
        int farthest = Math.max(2, written.length() / 3);
        LevenshteinDistance distance = new LevenshteinDistance(farthest);
        record Candidate(String name, int distance) {}
        return known.stream()
                .map(name -> new Candidate(name, distance.apply(lower(written), lower(name))))
                .filter(candidate -> candidate.distance() >= 0)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** The end of a message: {@code . Did you mean delimiter?}, or nothing if no name is near. */
    public static String hint(String written, Collection<String> known) {
        return to(written, known).map(". Did you mean %s?"::formatted).orElse("");
    }

    /** The end of half a sentence: {@code , did you mean NAME1?}, or nothing if no name is near. */
    public static String clause(String written, Collection<String> known) {
        return to(written, known).map(", did you mean %s?"::formatted).orElse("");
    }

    private static String lower(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
