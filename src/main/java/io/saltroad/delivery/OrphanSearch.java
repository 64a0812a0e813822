package io.saltroad.delivery;

import io.saltroad.ledger.Ledger;
import io.saltroad.ledger.Orphan;
import io.saltroad.salesforce.bulk.JobInfo;
import io.saltroad.salesforce.bulk.JobInfos;
import io.saltroad.salesforce.bulk.JobPage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.api.SalesforceException;

/** Finds out what came of creates that were not answered, and takes it down. */
public final class OrphanSearch {

    private static final String LOOK = "look";
    private static final String ORPHAN = "orphan";

    private final Ledger ledger;
    private final OrphanWatch watch;
    private final JobInfos jobInfos;

    public OrphanSearch(Ledger ledger, OrphanWatch watch, JobInfos jobInfos) {
        this.ledger = ledger;
        this.watch = watch;
        this.jobInfos = jobInfos;
    }

    /** Begins a look for all creates that were not answered until now. */
    public void begin(Exchange exchange) {
        exchange.setVariable(
                LOOK,
                new OrphanLook(
                        watch.toLookFor(),
                        ledger.orphans().all().stream()
                                .map(Orphan::salesforceId)
                                .collect(Collectors.toSet())));
    }

    /** Whether there is more of the list to be asked for. */
    public boolean hasNextPage(@Variable(LOOK) OrphanLook look) {
        return look.hasNextPage();
    }

    /** Asks for the next page of the list. */
    public void askForPage(@Variable(LOOK) OrphanLook look, Message message) {
        jobInfos.page(message, look.next());
    }

    /** Goes through a page of the list. */
    public void readPage(@Variable(LOOK) OrphanLook look, Message message)
            throws SalesforceException {
        JobPage page = jobInfos.readPage(message);
        look.add(page, ledger.orphans().known(page.jobs().stream().map(JobInfo::id).toList()));
    }

    /** The jobs of the list that must be looked at one by one. */
    public List<JobInfo> suspects(@Variable(LOOK) OrphanLook look) {
        return look.suspects();
    }

    /** Asks for a job by itself: the list may leave out what it was asked for in full. */
    public void askForJob(@Body JobInfo suspect, Message message) {
        message.setHeader(SalesforceEndpointConfig.JOB_ID, suspect.id());
        jobInfos.one(message, suspect.id());
    }

    /** Takes note of all that is known of a suspect. */
    public void confirm(@Variable(LOOK) OrphanLook look, Message message)
            throws SalesforceException {
        look.confirm(jobInfos.readOne(message));
    }

    /** Writes down what came of each create. What cannot be told yet is looked into again. */
    public void conclude(@Variable(LOOK) OrphanLook look) {
        Map<UnansweredCreate, JobInfo> found = look.found();
        for (UnansweredCreate create : look.creates()) {
            JobInfo job = found.get(create);
            if (job != null) {
                ledger.orphans()
                        .found(create.intent(), job.id(), job.shape().object(), job.createdAt());
            } else if (look.isAnswered(create)) {
                ledger.orphans().nothingCameOf(create.intent());
            }
        }
        watch.rest(look.creates().stream().allMatch(look::isAnswered));
    }

    /** Orphans that are ours to abort: none, unless nobody else uses our user. */
    public List<Orphan> toAbort() {
        return watch.toAbort();
    }

    /** Asks for an orphan as it is now. */
    public void askForOrphan(@Variable(ORPHAN) Orphan orphan, Message message) {
        message.setHeader(SalesforceEndpointConfig.JOB_ID, orphan.salesforceId());
        jobInfos.one(message, orphan.salesforceId());
    }

    /** The body becomes what Salesforce says of the orphan. */
    public void readOrphan(@Variable(ORPHAN) Orphan orphan, Message message)
            throws SalesforceException {
        JobInfo job = jobInfos.readOne(message);
        message.setBody(job);
        if (job.hasEndedWithoutEffect()) {
            ledger.orphans().gone(orphan, job.state());
        } else if (!job.isOpen()) {
            ledger.orphans().mistaken(orphan, job.state());
        }
    }

    /** Whether the orphan still stands open. */
    public boolean isOpen(@Body JobInfo job) {
        return job.isOpen();
    }

    /** Salesforce has aborted the orphan. */
    public void aborted(@Variable(ORPHAN) Orphan orphan) {
        ledger.orphans().gone(orphan, "Aborted");
    }
}
