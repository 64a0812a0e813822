package io.saltroad.delivery;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;

/**
 * Asks the agenda what is due and hands each piece of work to the route, on threads of its own, so
 * that a long piece does not hold up the others.
 */
final class DueConsumer extends ScheduledPollConsumer {

    /** Exchange variable with the piece of work that a route was started for. */
    static final String WORK = "work";

    private final DueEndpoint endpoint;
    private final Agenda agenda;
    private final Agenda.Step step;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();
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
    protected int poll() {
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
                    || !agenda.take(step, work)) {
                continue;
            }
            inHand.add(work.key());
            workers.execute(() -> handle(work));
            taken++;
        }
        return taken;
    }

    private void handle(Work work) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(work);
            exchange.setVariable(WORK, work);
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                getExceptionHandler()
                        .handleException(
                                "step " + step.word() + " failed",
                                exchange,
                                exchange.getException());
            }
        } catch (Exception e) {
            getExceptionHandler().handleException("step " + step.word() + " failed", exchange, e);
        } finally {
            releaseExchange(exchange, false);
            agenda.leave(step, work);
            inHand.remove(work.key());
        }
    }
}
