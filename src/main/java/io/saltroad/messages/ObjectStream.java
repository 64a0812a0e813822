package io.saltroad.messages;

import io.saltroad.chunk.MicroBatchSize;
import io.saltroad.delivery.StreamTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The messages of one object on their way: collected into micro-batches by bytes, count and age,
 * sent several at once, and again after failures that may pass.
 *
 * <p>Records of one key keep their order: no key is ever in two requests under way, whether they
 * upsert or delete. A micro-batch one of whose keys is under way waits as a whole; those behind it
 * with other keys pass it by. Of two records with one key in the same micro-batch only the later
 * one is sent, and both are acknowledged with it.
 *
 * <p>What it holds is bounded: who brings more waits.
 */
final class ObjectStream {

    /** Sends one micro-batch; returns when Data Cloud has acknowledged it. */
    @FunctionalInterface
    interface Sender {
        void send(StreamTarget target, byte[] body) throws Exception;
    }

    /** Does something later. */
    @FunctionalInterface
    interface Timer {
        void after(Duration delay, Runnable task);
    }

    /**
     * How micro-batches are cut and sent.
     *
     * @param upserts the most that goes into one that upserts
     * @param deletes the most that goes into one that deletes
     * @param age how long the first record of one waits for others
     * @param parallel how many requests are under way at once
     */
    record Rules(MicroBatchSize upserts, MicroBatchSize deletes, Duration age, int parallel) {}

    private final Rules rules;
    private final Sender sender;
    private final Timer timer;
    private final Executor threads;
    private final Patience patience;
    private final Semaphore room;
    private final Clock clock;

    /** Those that still take records, by whether they delete. */
    private final Map<Boolean, Batch> drafts = new TreeMap<>();

    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final Set<String> keysUnderWay = new HashSet<>();

    /** Under way, but pausing after a failure. */
    private final Map<Batch, Exception> resting = new HashMap<>();

    private int underWay;
    private boolean hurrying;
    private boolean stopped;

    /**
     * @param room bytes of all messages that may be held, shared with other objects
     */
    ObjectStream(
            Rules rules,
            Sender sender,
            Timer timer,
            Executor threads,
            Patience patience,
            Semaphore room,
            Clock clock) {
        this.rules = rules;
        this.sender = sender;
        this.timer = timer;
        this.threads = threads;
        this.patience = patience;
        this.room = room;
        this.clock = clock;
    }

    /**
     * Takes a record, which is sent with others soon. Waits while there is no room.
     *
     * @throws InterruptedException if the wait was interrupted; the record is not taken then
     */
    void collect(StreamTarget target, Entry entry, Acknowledgement acknowledgement)
            throws InterruptedException {
        room.acquire(entry.weight());
        acknowledgement.expect();
        boolean refused;
        boolean ready;
        synchronized (this) {
            refused = stopped;
            int before = waiting.size();
            if (!stopped) {
                put(target, entry, acknowledgement);
            }
            ready = waiting.size() > before;
        }
        if (refused) {
            room.release(entry.weight());
            acknowledgement.failed(stopping());
        } else if (ready) {
            pump();
        }
    }

    private void put(StreamTarget target, Entry entry, Acknowledgement acknowledgement) {
        Batch other = drafts.get(!target.delete());
        if (other != null && other.has(entry.key())) {
            cut(other);
        }
        Batch draft = drafts.get(target.delete());
        if (draft != null && !draft.takes(entry)) {
            cut(draft);
            draft = null;
        }
        if (draft == null) {
            draft = new Batch(target, target.delete() ? rules.deletes() : rules.upserts());
            drafts.put(target.delete(), draft);
            Batch mine = draft;
            timer.after(rules.age(), () -> ripe(mine));
        }
        room.release(draft.add(entry, acknowledgement));
        if (draft.isFull() || hurrying) {
            cut(draft);
        }
    }

    private void cut(Batch draft) {
        drafts.remove(draft.target().delete());
        waiting.add(draft);
    }

    private void ripe(Batch draft) {
        synchronized (this) {
            if (drafts.get(draft.target().delete()) == draft) {
                cut(draft);
            }
        }
        pump();
    }

    /** Sends what may be sent now. */
    private void pump() {
        List<Batch> ready = new ArrayList<>();
        synchronized (this) {
            Set<String> passedBy = new HashSet<>();
            Iterator<Batch> candidates = waiting.iterator();
            while (!stopped && underWay < rules.parallel() && candidates.hasNext()) {
                Batch batch = candidates.next();
                if (batch.keys().stream()
                        .anyMatch(key -> keysUnderWay.contains(key) || passedBy.contains(key))) {
                    passedBy.addAll(batch.keys());
                } else {
                    candidates.remove();
                    keysUnderWay.addAll(batch.keys());
                    underWay++;
                    ready.add(batch);
                }
            }
        }
        ready.forEach(this::start);
    }

    private void start(Batch batch) {
        threads.execute(() -> send(batch));
    }

    private void send(Batch batch) {
        try {
            sender.send(batch.target(), batch.body());
        } catch (Exception e) {
            failed(batch, e);
            return;
        }
        ended(batch);
        batch.acknowledge();
    }

    private void failed(Batch batch, Exception failure) {
        Patience.Verdict verdict = patience.verdict(failure);
        Instant now = clock.instant();
        if (mayGoOn() && verdict instanceof Patience.Gated gated) {
            Duration pause = pause(now, gated.until());
            batch.waitedBehindGate(pause);
            rest(batch, failure, pause);
        } else if (mayGoOn() && verdict instanceof Patience.Again) {
            int attempt = batch.failedOnceMore(now, patience.deadline());
            if (batch.isOverdue(now)) {
                giveUp(batch, failure);
            } else {
                rest(batch, failure, patience.pauseAfter(attempt));
            }
        } else if (verdict instanceof Patience.Refused && batch.records() > 1) {
            halve(batch);
        } else {
            giveUp(batch, failure);
        }
    }

    private void rest(Batch batch, Exception failure, Duration pause) {
        synchronized (this) {
            resting.put(batch, failure);
        }
        timer.after(
                pause,
                () -> {
                    if (rested(batch)) {
                        start(batch);
                    }
                });
    }

    private synchronized boolean rested(Batch batch) {
        return resting.remove(batch) != null;
    }

    private static Duration pause(Instant now, Instant until) {
        Duration pause = Duration.between(now, until);
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    private synchronized boolean mayGoOn() {
        return !hurrying && !stopped;
    }

    /** One of its records is refused: the others shall not be lost with it. */
    private void halve(Batch batch) {
        List<Batch> halves = batch.halves();
        synchronized (this) {
            keysUnderWay.removeAll(halves.get(1).keys());
            waiting.addFirst(halves.get(1));
        }
        start(halves.get(0));
    }

    private void giveUp(Batch batch, Exception failure) {
        ended(batch);
        batch.fail(failure);
    }

    private void ended(Batch batch) {
        synchronized (this) {
            underWay--;
            keysUnderWay.removeAll(batch.keys());
        }
        room.release(batch.weight());
        pump();
    }

    /** The program is about to stop: nothing waits for others, and nothing is tried again. */
    void hurry() {
        Map<Batch, Exception> hopeless;
        synchronized (this) {
            hurrying = true;
            List.copyOf(drafts.values()).forEach(this::cut);
            hopeless = Map.copyOf(resting);
            resting.clear();
        }
        hopeless.forEach(this::giveUp);
        pump();
    }

    /** Ends what waits, without success. What is under way ends by itself. */
    void stop() {
        hurry();
        List<Batch> lost;
        synchronized (this) {
            stopped = true;
            lost = List.copyOf(waiting);
            waiting.clear();
        }
        for (Batch batch : lost) {
            room.release(batch.weight());
            batch.fail(stopping());
        }
    }

    private static Exception stopping() {
        return new IllegalStateException("saltroad stops: the message was not sent");
    }
}
