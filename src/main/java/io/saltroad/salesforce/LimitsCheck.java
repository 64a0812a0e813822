package io.saltroad.salesforce;

import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.dto.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the org's {@code /limits}, and tells the gate what is left of the day's allowances. */
public final class LimitsCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LimitsCheck.class);

    private final Gate gate;
    private final FailureClassifier classifier;
    private boolean saidUnanswered;

    public LimitsCheck(Gate gate, FailureClassifier classifier) {
        this.gate = gate;
        this.classifier = classifier;
    }

    /**
     * Takes an answer down. Records have no entry of their own: Salesforce puts 10,000 into a batch
     * and counts batches, also those of Bulk API 1.0. Older orgs have another name for the entry.
     * Source: REST API Developer Guide, "Limits".
     */
    public void answered(@Body Limits limits) {
        gate.allowances(
                Stream.of(
                                allowance(limits, "DailyApiRequests", "API requests"),
                                allowance(limits, "DailyBulkApiBatches", "Bulk API batches"),
                                allowance(limits, "DailyBulkApiRequests", "Bulk API batches"))
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Allowance> allowance(Limits limits, String entry, String what) {
        Limits.Usage usage = limits.forOperation(entry);
        return usage.isUnknown()
                ? List.of()
                : List.of(new Allowance(what, usage.getRemaining(), usage.getMax()));
    }

    /**
     * There was no answer, which holds nothing up: the deliveries meet the same trouble, or there
     * is none for them, since only this resource asks for the permission "View Setup and
     * Configuration".
     */
    public void unanswered(Exchange exchange) {
        Failure failure = classifier.classify(exchange);
        boolean mayPass = true;
        if (failure instanceof Failure.Limited limited) {
            gate.limited(new Limit(limited.message(), limited.until()));
        } else if (failure instanceof Failure.Refused || failure instanceof Failure.Unexpected) {
            mayPass = false;
        }
        gate.allowancesUnknown(mayPass);
        if (!mayPass && !saidUnanswered) {
            saidUnanswered = true;
            LOG.warn(
                    "The org does not tell its limits ({}). {} then goes by the API requests alone, which each answer names; Bulk API batches are not looked at. The permission \"View Setup and Configuration\" may be missing",
                    failure.message(),
                    GateSettings.API_RESERVE);
        } else {
            LOG.debug("The org has not told its limits: {}", failure.message());
        }
    }
}
