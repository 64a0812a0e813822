package io.saltroad.delivery;

import io.saltroad.datacloud.DataCloudConnection;
import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.Gate;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.settings.FrontDoor;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;

/** What a test needs of Data Cloud that is about something else. */
final class DataCloudParts {

    private DataCloudParts() {}

    /** This gate of an org, and an open one of a tenant. */
    static LaneGates gates(Ledger ledger, Gate crm, Clock clock) {
        return new LaneGates(crm, new Gate("data-cloud", ledger.gates(), clock));
    }

    /** The beans, with default settings, for a tenant that is not there. */
    static DataCloudDelivery of(Ledger ledger, Recipes recipes, Clock clock) {
        return new DataCloudDelivery(
                ledger,
                recipes,
                DataCloudConnection.bind(
                        new DefaultCamelContext(),
                        salesforceSettings(),
                        settings(),
                        new Gate("data-cloud", ledger.gates(), clock)),
                settings(),
                new ProgressBoard(ledger, clock),
                clock);
    }

    static DataCloudSettings settings() {
        return DataCloudSettings.from(
                FrontDoor.withDefaults().commandLine(Map.of()).open().settings());
    }

    static SalesforceSettings salesforceSettings() {
        return SalesforceSettings.from(
                FrontDoor.withDefaults()
                        .commandLine(
                                Map.of(
                                        "saltroad.salesforce.sign-in", "access-token",
                                        "saltroad.salesforce.access-token", "00D!secret",
                                        "saltroad.salesforce.instance-url", "http://127.0.0.1:9"))
                        .open()
                        .settings());
    }
}
