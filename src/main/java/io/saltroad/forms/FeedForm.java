package io.saltroad.forms;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A feed as it is written: the kamelets it is made of, for those who want to know what it says
 * without running it.
 *
 * @param uses in their order, the source first
 */
public record FeedForm(String feed, List<Use> uses) {

    public FeedForm {
        uses = List.copyOf(uses);
    }

    /**
     * One kamelet of a feed.
     *
     * @param parameters as they are written, placeholders resolved; others than texts are left out
     */
    public record Use(String kamelet, Map<String, String> parameters) {

        public Use {
            parameters = Map.copyOf(parameters);
        }

        public Optional<String> parameter(String name) {
            return Optional.ofNullable(parameters.get(name));
        }
    }

    static FeedForm of(String feed, RouteFile.Route route, UnaryOperator<String> placeholders) {
        return new FeedForm(
                feed, route.uses().stream().map(use -> use(use, placeholders)).toList());
    }

    private static Use use(KameletUse use, UnaryOperator<String> placeholders) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (KameletUse.Parameter parameter : use.parameters()) {
            parameter
                    .value()
                    .map(text -> parameter.isKnown() ? text : placeholders.apply(text))
                    .ifPresent(text -> parameters.put(parameter.name(), text));
        }
        return new Use(use.kamelet(), parameters);
    }

    /** The first use of a kamelet. */
    public Optional<Use> first(String kamelet) {
        return uses.stream().filter(use -> use.kamelet().equals(kamelet)).findFirst();
    }

    /** What ends the feed, perhaps in several places. */
    public List<Use> sinks() {
        return uses.stream().filter(use -> use.kamelet().endsWith("-sink")).toList();
    }
}
