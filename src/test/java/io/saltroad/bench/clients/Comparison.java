package io.saltroad.bench.clients;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saltroad.bench.Medians;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The rounds of all clients with one setting. Ratios are taken within a round. */
final class Comparison {

    /** All others are held against it. */
    private static final String FLOOR = "curl";

    /** Read, check or cut an export; the CPU of the best of them is the measure for ours. */
    private static final List<String> READERS = List.of("jsforce", "simple-salesforce");

    @JsonProperty private final Setting setting;
    @JsonProperty private final Map<String, List<ClientFigures>> rounds = new LinkedHashMap<>();
    @JsonProperty private final Map<String, String> failures = new LinkedHashMap<>();
    @JsonProperty private final List<Double> loads = new ArrayList<>();

    Comparison(Setting setting, List<Client> clients) {
        this.setting = setting;
        clients.forEach(client -> rounds.put(client.name(), new ArrayList<>()));
    }

    void add(Client client, ClientFigures figures, double load) {
        rounds.get(client.name()).add(figures);
        loads.add(load);
    }

    void failed(Client client, String why) {
        failures.put(client.name(), why);
    }

    Setting setting() {
        return setting;
    }

    /** The names of the clients, in their order. */
    @JsonIgnore
    List<String> names() {
        return List.copyOf(rounds.keySet());
    }

    Optional<String> failure(String client) {
        return Optional.ofNullable(failures.get(client));
    }

    boolean clean() {
        return failures.isEmpty();
    }

    /** Empty if no round of the client counts. */
    Optional<ClientFigures> median(String client) {
        List<ClientFigures> all = rounds.get(client);
        return all.isEmpty() ? Optional.empty() : Optional.of(ClientFigures.median(all));
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
        List<ClientFigures> ours = rounds.get(client);
        List<ClientFigures> theirs = rounds.getOrDefault(other, List.of());
        int both = Math.min(ours.size(), theirs.size());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < both; i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
        }
        return ratios.isEmpty()
                ? Optional.empty()
                : Optional.of(Medians.of(ratios, Double::doubleValue));
    }
}
