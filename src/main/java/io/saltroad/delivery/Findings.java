package io.saltroad.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts findings, and keeps the first ones of each kind. */
final class Findings {

    /** There are as many kinds as columns and parties; a file may have thousands of columns. */
    private static final int MOST_KINDS = 200;

    private record Kind(Finding.By by, String column) {}

    private static final class Found {
        private final List<Finding> first = new ArrayList<>();
        private long count;
    }

    private final int most;
    private final Map<Kind, Found> kinds = new LinkedHashMap<>();

    /**
     * @param most findings of one kind that are kept
     */
    Findings(int most) {
        this.most = most;
    }

    void add(Finding finding) {
        add(finding, most);
    }

    /** One that all records have, so that one of them says it all. */
    void addCommon(Finding finding) {
        add(finding, Math.min(1, most));
    }

    private void add(Finding finding, int kept) {
        Kind kind = new Kind(finding.by(), finding.column());
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            kind = new Kind(finding.by(), "");
        }
        Found found = kinds.computeIfAbsent(kind, key -> new Found());
        found.count++;
        if (found.first.size() < kept) {
            found.first.add(finding);
        }
    }

    /** The ones that were kept, by line. */
    List<Finding> first() {
        return kinds.values().stream()
                .flatMap(found -> found.first.stream())
                .sorted(Comparator.comparingLong(Finding::line))
                .toList();
    }

    /** How many there were of each kind. */
    List<SinkReport.Tally> tallies() {
        return kinds.entrySet().stream()
                .map(
                        kind ->
                                new SinkReport.Tally(
                                        kind.getKey().by(),
                                        kind.getKey().column(),
                                        kind.getValue().count))
                .toList();
    }
}
