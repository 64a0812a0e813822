package io.saltroad.export;

import io.saltroad.settings.NearestName;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where an export says how many records it has, and what a column of them adds up to: what {@code
 * csv-reader-action} declares.
 */
public final class ControlTotals {

    /** The export says nothing. */
    static final ControlTotals NONE = of(Map.of());

    /** Parameters of {@code csv-reader-action} that are about totals. */
    public static final Set<String> PARAMETERS =
            Set.of("trailer", "manifestFormat", "sumColumn", "sumFormat");

    private static final String DEFAULT_SUM_FORMAT = "1234.56";

    private final Optional<TotalsTemplate> trailer;
    private final List<TotalsTemplate> manifest;
    private final Optional<String> sumColumn;
    private final NumberExample sumFormat;
    private final String fingerprint;

    private ControlTotals(Map<String, String> parameters) {
        trailer =
                Optional.ofNullable(parameters.get("trailer"))
                        .map(text -> template("trailer", text.strip()));
        manifest =
                Optional.ofNullable(parameters.get("manifestFormat")).stream()
                        // Without double quotes around it, YAML leaves \n as it is written.
                        .flatMap(text -> Stream.of(text.split("\\R|\\\\n")))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> template("manifestFormat", line))
                        .toList();
        sumColumn = Optional.ofNullable(parameters.get("sumColumn"));
        sumFormat = example(parameters.getOrDefault("sumFormat", DEFAULT_SUM_FORMAT));
        fingerprint = new TreeMap<>(parameters).toString();
    }

    /**
     * Reads the parameters of {@code csv-reader-action} that are about totals. Absent ones declare
     * nothing.
     *
     * @throws IllegalArgumentException if one does not fit; the message names it and what would
     */
    public static ControlTotals of(Map<String, String> parameters) {
        for (String name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                throw new IllegalArgumentException(
                        "csv-reader-action has no parameter %s%s"
                                .formatted(name, NearestName.clause(name, PARAMETERS)));
            }
        }
        ControlTotals totals = new ControlTotals(parameters);
        totals.check(parameters);
        return totals;
    }

    private void check(Map<String, String> parameters) {
        trailer.ifPresent(
                template ->
                        require(
                                template.hasCount() || template.hasSum(),
                                "trailer '%s' has neither {count} nor {sum}".formatted(template)));
        long counts = manifest.stream().filter(TotalsTemplate::hasCount).count();
        long sums = manifest.stream().filter(TotalsTemplate::hasSum).count();
        require(
                manifest.isEmpty() || counts + sums > 0,
                "manifestFormat has neither {count} nor {sum}");
        require(counts < 2 && sums < 2, "manifestFormat has {count} or {sum} twice");
        boolean stated = sums > 0 || trailer.filter(TotalsTemplate::hasSum).isPresent();
        require(
                !stated || sumColumn.isPresent(),
                "there is a {sum}, but no sumColumn says which column it is of");
        require(
                stated || sumColumn.isEmpty(),
                "there is a sumColumn, but neither trailer nor manifestFormat has a {sum}");
        require(
                sumColumn.isPresent() || !parameters.containsKey("sumFormat"),
                "there is a sumFormat, but no sumColumn");
    }

    private static TotalsTemplate template(String parameter, String text) {
        try {
            return TotalsTemplate.of(text);
        } catch (IllegalArgumentException e) {
            throw unfit(parameter + " " + e.getMessage());
        }
    }

    private static NumberExample example(String text) {
        try {
            return NumberExample.of(text, true);
        } catch (IllegalArgumentException e) {
            throw unfit("sumFormat " + e.getMessage());
        }
    }

    private static void require(boolean fits, String problem) {
        if (!fits) {
            throw unfit(problem);
        }
    }

    private static IllegalArgumentException unfit(String problem) {
        return new IllegalArgumentException("csv-reader-action: " + problem);
    }

    /** The last line of the export, if it is not a record. */
    Optional<TotalsTemplate> trailer() {
        return trailer;
    }

    /** Lines of the manifest, in any order and among others; empty if it is not read. */
    List<TotalsTemplate> manifest() {
        return manifest;
    }

    /** The column that is added up. */
    public Optional<String> sumColumn() {
        return sumColumn;
    }

    /** How the numbers are written. */
    NumberExample sumFormat() {
        return sumFormat;
    }

    /** The number that a text is, if it is written as declared. Blanks around it do not matter. */
    Optional<BigDecimal> number(String text) {
        return Optional.ofNullable(sumFormat.parse(text.strip())).map(BigDecimal::new);
    }

    /** Changes if and only if what is declared does. */
    String fingerprint() {
        return fingerprint;
    }
}
