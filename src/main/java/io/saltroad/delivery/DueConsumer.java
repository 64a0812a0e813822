package io.saltroad.delivery;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Asks the agenda what is due and hands each piece of work to the route, on threads of its own, so
 * that a long piece does not hold up the others.
 *
 * <p>It looks once per {@code delay}, and at once when the end of a step may have made another one
 * due. A piece of work is not begun again within the delay: what is due although it was just done
 * would be done without end.
 */
final class DueConsumer extends ScheduledPollConsumer {

    /** Exchange variable with the piece of work that a route was started for. */
    static final String WORK = "work";

    /** Milliseconds. */
    private static final long FIRST_PAUSE = 1_000;

    private static final long LONGEST_PAUSE = 60_000;

    private final DueEndpoint endpoint;
    private final Agenda agenda;
    private final Agenda.Step step;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> doneAt = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long notBefore = System.nanoTime();
    private ExecutorService workers;

    DueConsumer(DueEndpoint endpoint, Processor processor, Agenda agenda, Agenda.Step step) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.agenda = agenda;
        this.step = step;
    }

    @Override
    protected void doStart() throws Exception {
        workers =
                getEndpoint()
                        .getCamelContext()
                        .getExecutorServiceManager()
                        .newFixedThreadPool(
                                this, "due-" + step.word(), endpoint.getConcurrentConsumers());
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(workers);
    }

    @Override
    protected int poll() throws InterruptedException {
        long heard = agenda.bell().rings();
        int taken = 0;
        try {
            taken = look();
        } finally {
            if (taken == 0) {
                agenda.bell().await(heard, endpoint.getDelay());
            }
        }
        return taken;
    }

    private int look() {
        long now = System.nanoTime();
        if (now - notBefore < 0) {
            return 0;
        }
        long delay = TimeUnit.MILLISECONDS.toNanos(endpoint.getDelay());
        doneAt.values().removeIf(at -> now - at >= delay);
        // What ends while the ledger is being read may be in the answer though it is done: only
        // what was not in hand before the question is fresh.
        Set<String> before = new HashSet<>(inHand);
        int taken = 0;
        for (Work work : agenda.due(step)) {
            if (inHand.size() >= endpoint.getConcurrentConsumers()) {
                break;
            }
            if (before.contains(work.key())
                    || inHand.contains(work.key())
                    || doneAt.containsKey(work.key())
                    || !agenda.take(step, work)) {
                continue;
            }
            inHand.add(work.key());
            workers.execute(() -> handle(work));
            taken++;
        }
        return taken;
    }

    /**
     * Even the policy has failed, so nothing in the ledger says when the step is due again: the
     * ledger itself may be the trouble. Without a pause it would be done again at once, for ever.
     */
    private void failed(Exchange exchange, Exception error) {
        long pause =
                Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures.getAndIncrement(), 10));
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        getExceptionHandler()
                .handleException(
                        "step %s failed, and waits for %d s".formatted(step.word(), pause / 1000),
                        exchange,
                        error);
    }

    private void handle(Work work) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(work);
            exchange.setVariable(WORK, work);
            getProcessor().process(exchange);
            if (exchange.getException() == null) {
                failures.set(0);
            } else {
                failed(exchange, exchange.getException());
            }
        } catch (Exception e) {
            failed(exchange, e);
        } finally {
            releaseExchange(exchange, false);
            agenda.leave(step, work);
            doneAt.put(work.key(), System.nanoTime());
            inHand.remove(work.key());
            agenda.bell().ring();
        }
    }
}
