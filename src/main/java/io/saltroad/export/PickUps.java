package io.saltroad.export;

import io.saltroad.ledger.Export;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources of all feeds of this process, and whether they follow their schedules. */
public final class PickUps {

    private final boolean whateverTheSchedules;
    private final Map<String, ErpExportSource> sources = new ConcurrentHashMap<>();
    private final Map<String, String> unusable = new ConcurrentHashMap<>();

    private PickUps(boolean whateverTheSchedules) {
        this.whateverTheSchedules = whateverTheSchedules;
    }

    /** Feeds follow their schedules. */
    public static PickUps onSchedule() {
        return new PickUps(false);
    }

    /** Feeds take what lies there now, whatever their schedules say. */
    public static PickUps now() {
        return new PickUps(true);
    }

    /** The drop folder of a feed cannot be looked into. */
    void unusable(String feed, String message) {
        unusable.put(feed, message);
    }

    void usable(String feed) {
        unusable.remove(feed);
    }

    /** Why some drop folder cannot be looked into; empty if all can. */
    public Optional<String> trouble() {
        return unusable.values().stream().findFirst();
    }

    void add(String feed, ErpExportSource source) {
        sources.put(feed, source);
    }

    boolean whateverTheSchedules() {
        return whateverTheSchedules;
    }

    /** The feeds this process picks up. */
    public Set<String> feeds() {
        return Set.copyOf(sources.keySet());
    }

    /**
     * A closed export is about to be put back to open in the ledger: it goes through its feed again
     * with the next look from then on, so that its recipe exists again. Say so before the ledger
     * has it open, or a look in between sends it a second time. Waits for the end of a look.
     */
    public void sendAgain(Export export) {
        ErpExportSource source = sources.get(export.feed());
        if (source != null) {
            source.sendAgain(export.id());
        }
    }

    /**
     * Whether a feed has been looked at, nothing in its folder is still being written, and nothing
     * found there is on its way into the ledger. A feed we do not pick up is quiet.
     */
    public boolean isQuiet(String feed) {
        ErpExportSource source = sources.get(feed);
        return source == null || source.isQuiet();
    }

    /** Whether all feeds are quiet. */
    public boolean areQuiet() {
        return sources.keySet().stream().allMatch(this::isQuiet);
    }

    /** What lies in drop folders and cannot be taken, with the reason, as sentences. */
    public List<String> stuck() {
        return sources.values().stream().flatMap(source -> source.stuck().stream()).toList();
    }

    /** Whether each feed is quiet, or waits for somebody to let its files be taken. */
    public boolean areStill() {
        return sources.values().stream()
                .allMatch(source -> source.isQuiet() || !source.stuck().isEmpty());
    }
}
