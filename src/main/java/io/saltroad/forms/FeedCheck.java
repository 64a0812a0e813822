package io.saltroad.forms;

import io.saltroad.settings.NearestName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Looks at the feeds as a whole: each has one name, and nobody waits for himself. */
final class FeedCheck {

    private static final String SOURCE = "erp-export-source";

    private record Feed(KameletUse source, Set<String> after) {}

    private final List<String> mistakes = new ArrayList<>();
    private final Map<String, Feed> feeds = new TreeMap<>();

    private FeedCheck() {}

    /** What is wrong with the feeds among these routes, one line each. */
    static List<String> mistakes(List<RouteFile.Route> routes) {
        FeedCheck check = new FeedCheck();
        check.checkIds(routes);
        routes.forEach(check::checkName);
        check.checkPredecessors();
        check.checkCircles();
        return check.mistakes;
    }

    /** The name of the feed that a route is, if it is one. */
    static Optional<String> feedOf(RouteFile.Route route) {
        return source(route).flatMap(use -> use.known("feed"));
    }

    private static Optional<KameletUse> source(RouteFile.Route route) {
        return route.opening().filter(use -> use.kamelet().equals(SOURCE));
    }

    private void checkIds(List<RouteFile.Route> routes) {
        Map<String, Place> places = new HashMap<>();
        for (RouteFile.Route route : routes) {
            route.id()
                    .ifPresent(
                            id -> {
                                Place first = places.putIfAbsent(id, route.place());
                                if (first != null) {
                                    mistakes.add(
                                            "%s: the route id %s is taken by %s"
                                                    .formatted(route.place(), id, first));
                                }
                            });
        }
    }

    private void checkName(RouteFile.Route route) {
        Optional<KameletUse> source = source(route);
        Optional<String> feed = feedOf(route);
        if (feed.isEmpty()) {
            return;
        }
        if (!feed.equals(route.id())) {
            mistakes.add(
                    "%s: the feed is named %s, its route %s; both must be the same"
                            .formatted(
                                    source.get().place(),
                                    feed.get(),
                                    route.id().orElse("has no id")));
        }
        feeds.putIfAbsent(feed.get(), new Feed(source.get(), after(source.get())));
    }

    private static Set<String> after(KameletUse source) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : source.known("after").orElse("").split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private void checkPredecessors() {
        feeds.forEach(
                (name, feed) -> {
                    for (String predecessor : feed.after()) {
                        if (!feeds.containsKey(predecessor)) {
                            mistakes.add(
                                    "%s: after = %s: there is no feed of this name%s"
                                            .formatted(
                                                    place(feed),
                                                    predecessor,
                                                    NearestName.hint(predecessor, feeds.keySet())));
                        }
                    }
                });
    }

    private void checkCircles() {
        for (Map.Entry<String, Feed> entry : feeds.entrySet()) {
            if (waitsFor(entry.getKey()).contains(entry.getKey())) {
                mistakes.add(
                        "%s: the feed %s would wait for itself"
                                .formatted(place(entry.getValue()), entry.getKey()));
            }
        }
    }

    /** All feeds that must settle before this one, near and far. */
    private Set<String> waitsFor(String name) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            Feed feed = feeds.get(open.pop());
            if (feed != null) {
                feed.after().stream().filter(found::add).forEach(open::push);
            }
        }
        return found;
    }

    private static Place place(Feed feed) {
        return feed.source()
                .parameter("after")
                .map(KameletUse.Parameter::place)
                .orElse(feed.source().place());
    }
}
