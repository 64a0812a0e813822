package io.saltroad.delivery;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.HealthCheckComponent;

/** The component {@code due:step}: sends what the ledger says is due for a step to its route. */
public final class DueComponent extends HealthCheckComponent {

    private final Agenda agenda;

    public DueComponent(Agenda agenda) {
        this.agenda = agenda;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String step, Map<String, Object> parameters)
            throws Exception {
        DueEndpoint endpoint = new DueEndpoint(uri, this, agenda, Agenda.Step.of(step));
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
