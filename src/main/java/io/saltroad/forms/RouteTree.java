package io.saltroad.forms;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Where the routes of this run come from.
 *
 * <pre>
 * DIR/feeds/*.camel.yaml        the feeds
 * DIR/*.camel.yaml              the delivery routes; without any, the packed ones
 * DIR/kamelets/*.kamelet.yaml   building blocks; they win over packed ones of the same name
 * </pre>
 *
 * <p>So a folder with nothing but {@code feeds/} in it is a complete tree.
 */
public final class RouteTree {

    private static final String ROUTES = ".camel.yaml";

    private final Optional<Path> folder;

    private RouteTree(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Only what is packed into the jar: the delivery routes and kamelets, and no feed. */
    public static RouteTree packed() {
        return new RouteTree(Optional.empty());
    }

    /**
     * The tree of {@code --routes DIR}.
     *
     * @throws FormException if there is no such folder, or no route in it
     */
    public static RouteTree at(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new FormException("there is no folder %s with routes".formatted(folder));
        }
        RouteTree tree = new RouteTree(Optional.of(folder));
        if (tree.files().isEmpty()) {
            throw new FormException(
                    "%s holds no routes: neither feeds/*%s nor *%s"
                            .formatted(folder, ROUTES, ROUTES));
        }
        return tree;
    }

    /** The value of {@code camel.main.routes-include-pattern}. */
    public String includePattern() {
        Set<String> patterns = new LinkedHashSet<>();
        if (deliveryRoutes().isEmpty()) {
            // by name, since "camel/*" would also take what other jars have there
            patterns.add("classpath:camel/*" + ROUTES);
        }
        for (Path file : files()) {
            patterns.add("file:%s/*%s".formatted(file.toAbsolutePath().getParent(), ROUTES));
        }
        return String.join(",", patterns);
    }

    /** Where the feeds stand, and the files they name; empty without a tree. */
    public Optional<Path> feeds() {
        return folder.map(place -> place.resolve("feeds").toAbsolutePath().normalize());
    }

    /** The names of the feeds, whatever their files are called. */
    public Set<String> feedNames() {
        return files().stream()
                .flatMap(file -> read(file).routes().stream())
                .flatMap(route -> FeedCheck.feedOf(route).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether routes stand beside the feeds that are none, such as those that bring messages. */
    public boolean hasOtherRoutes() {
        return folder.stream()
                .flatMap(place -> Listing.ofFolder(place.resolve("feeds"), ROUTES).stream())
                .flatMap(file -> read(file).routes().stream())
                .anyMatch(route -> FeedCheck.feedOf(route).isEmpty());
    }

    /**
     * What a feed says.
     *
     * @param placeholders resolves texts with placeholders; null for a parameter that is not given
     * @return empty if there is no such feed
     */
    public Optional<FeedForm> feed(String name, UnaryOperator<String> placeholders) {
        return files().stream()
                .flatMap(file -> read(file).routes().stream())
                .filter(route -> FeedCheck.feedOf(route).filter(name::equals).isPresent())
                .findFirst()
                .map(route -> FeedForm.of(name, route, placeholders));
    }

    /** The file that a feed stands in, perhaps with others. */
    public Optional<Path> feedFile(String name) {
        return files().stream()
                .filter(
                        file ->
                                read(file).routes().stream()
                                        .flatMap(route -> FeedCheck.feedOf(route).stream())
                                        .anyMatch(name::equals))
                .findFirst();
    }

    /** The value of {@code camel.component.kamelet.location}. */
    public String kameletLocation() {
        String packed = "classpath:" + Kamelets.PACKED;
        return kamelets()
                .filter(Files::isDirectory)
                .map(own -> "file:%s,%s".formatted(own.toAbsolutePath(), packed))
                .orElse(packed);
    }

    /**
     * Holds each use of a kamelet against its form, and looks at the feeds as a whole.
     *
     * @param properties keys of the Camel properties of this run
     * @throws FormException with one line for each mistake
     */
    public void check(Set<String> properties) {
        UseCheck uses = new UseCheck(new Kamelets(kamelets()), properties);
        List<String> mistakes = new ArrayList<>();
        List<RouteFile.Route> routes = new ArrayList<>();
        List<Path> files = new ArrayList<>(files());
        kamelets().ifPresent(own -> files.addAll(Listing.ofFolder(own, Kamelets.ENDING)));
        for (Path path : files) {
            RouteFile file = read(path);
            routes.addAll(file.routes());
            file.uses().forEach(use -> mistakes.addAll(uses.mistakes(use)));
        }
        mistakes.addAll(FeedCheck.mistakes(routes));
        if (!mistakes.isEmpty()) {
            throw new FormException(mistakes);
        }
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>(deliveryRoutes());
        folder.ifPresent(place -> files.addAll(Listing.ofFolder(place.resolve("feeds"), ROUTES)));
        return files;
    }

    private List<Path> deliveryRoutes() {
        return folder.map(place -> Listing.ofFolder(place, ROUTES)).orElse(List.of());
    }

    private Optional<Path> kamelets() {
        return folder.map(place -> place.resolve("kamelets"));
    }

    private static RouteFile read(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            return RouteFile.read(file.toString(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
