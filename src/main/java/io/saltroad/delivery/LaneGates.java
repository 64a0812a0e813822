package io.saltroad.delivery;

import io.saltroad.ledger.Lane;
import io.saltroad.salesforce.Gate;

/**
 * The gates of the APIs that lanes lead to: a limit of one says nothing of the other.
 *
 * @param crm of the org
 * @param dataCloud of the tenant of Data Cloud
 */
public record LaneGates(Gate crm, Gate dataCloud) {

    Gate of(Lane lane) {
        return lane.toDataCloud() ? dataCloud : crm;
    }
}
