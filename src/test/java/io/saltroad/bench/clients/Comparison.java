package io.saltroad.bench.clients;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saltroad.bench.Medians;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The rounds of all clients with one setting. Ratios are taken within a round. */
final class Comparison {

    /** All others are held against it. */
    private static final String FLOOR = "curl";

    /** Read, check or cut an export; the CPU of the best of them is the measure for ours. */
    private static final List<String> READERS = List.of("jsforce", "simple-salesforce");

    @JsonProperty private final Setting setting;

    /** Of each client, by the number of the round: what does not count is not there. */
    @JsonProperty
    private final Map<String, SortedMap<Integer, ClientFigures>> rounds = new LinkedHashMap<>();

    @JsonProperty private final Map<String, List<String>> failures = new LinkedHashMap<>();
    @JsonProperty private final List<Double> loads = new ArrayList<>();

    Comparison(Setting setting, List<Client> clients) {
        this.setting = setting;
        clients.forEach(client -> rounds.put(client.name(), new TreeMap<>()));
    }

    void add(Client client, int round, ClientFigures figures, double load) {
        rounds.get(client.name()).put(round, figures);
        loads.add(load);
    }

    void failed(Client client, int round, String why) {
        failures.computeIfAbsent(client.name(), name -> new ArrayList<>())
                .add("round %d: %s".formatted(round, why));
    }

    Setting setting() {
        return setting;
    }

    /** The names of the clients, in their order. */
    @JsonIgnore
    List<String> names() {
        return List.copyOf(rounds.keySet());
    }

    /** Why rounds of the client do not count, each with its number. */
    List<String> failures(String client) {
        return failures.getOrDefault(client, List.of());
    }

    boolean clean() {
        return failures.isEmpty();
    }

    /** Empty if no round of the client counts. */
    Optional<ClientFigures> median(String client) {
        List<ClientFigures> all = List.copyOf(rounds.get(client).values());
        return all.isEmpty() ? Optional.empty() : Optional.of(ClientFigures.median(all));
    }

    /** The least and the most seconds of a round. Empty if none counts. */
    Optional<DoubleSummaryStatistics> seconds(String client) {
        DoubleSummaryStatistics all =
                rounds.get(client).values().stream()
                        .mapToDouble(ClientFigures::seconds)
                        .summaryStatistics();
        return all.getCount() == 0 ? Optional.empty() : Optional.of(all);
    }

    int rounds(String client) {
        return rounds.get(client).size();
    }

    /** Median of the ratios of seconds to curl's in the same round. */
    Optional<Double> timesCurl(String client) {
        return ratio(client, FLOOR, ClientFigures::seconds);
    }

    /** Median of the ratios of CPU seconds to the best client's that reads what it uploads. */
    Optional<Double> cpuOfBestReader(String client) {
        return READERS.stream()
                .filter(reader -> rounds.containsKey(reader) && median(reader).isPresent())
                .min(
                        (one, other) ->
                                Double.compare(
                                        median(one).orElseThrow().cpuSeconds(),
                                        median(other).orElseThrow().cpuSeconds()))
                .flatMap(best -> ratio(client, best, ClientFigures::cpuSeconds));
    }

    private Optional<Double> ratio(
            String client, String other, ToDoubleFunction<ClientFigures> figure) {
        Map<Integer, ClientFigures> theirs = rounds.getOrDefault(other, new TreeMap<>());
        List<Double> ratios = new ArrayList<>();
        rounds.get(client)
                .forEach(
                        (round, ours) -> {
                            ClientFigures their = theirs.get(round);
                            if (their != null) {
                                ratios.add(
                                        figure.applyAsDouble(ours) / figure.applyAsDouble(their));
                            }
                        });
        return ratios.isEmpty()
                ? Optional.empty()
                : Optional.of(Medians.of(ratios, Double::doubleValue));
    }
}
