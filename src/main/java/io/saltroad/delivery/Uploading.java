package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.ledger.Job;
import io.saltroad.ledger.Ledger;
import io.saltroad.salesforce.bulk.BulkJobs;
import io.saltroad.salesforce.bulk.JobShape;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;

/** The beats of one upload, each of which stands in the ledger before the next begins. */
public final class Uploading {

    private static final String UPLOAD = "upload";

    private final Ledger ledger;
    private final ProgressBoard progress;

    public Uploading(Ledger ledger, ProgressBoard progress) {
        this.ledger = ledger;
        this.progress = progress;
    }

    /**
     * Writes the intent; the body becomes the job as Salesforce wants it.
     *
     * @throws IOException if the chunk was given up while it was being cut: a job would be for
     *     nothing
     */
    public void intend(@Body ChunkUpload upload, Exchange exchange) throws IOException {
        if (upload.content() instanceof ChunkUpload.Content.Early early
                && early.file().isGivenUp()) {
            throw new IOException("chunk %d was given up".formatted(early.number()));
        }
        Job intent = ledger.jobs().intended(upload.delivery().id(), upload.content().number());
        exchange.setVariable(UPLOAD, upload.with(intent));
        SinkParameters parameters = SinkParameters.of(upload.delivery());
        org.apache.camel.component.salesforce.api.dto.bulkv2.Job job =
                BulkJobs.toCreate(
                        parameters.object(),
                        parameters.operation().word(),
                        parameters.operation() == SinkParameters.Operation.UPSERT
                                ? parameters.keyField()
                                : Optional.empty(),
                        upload.columnDelimiter(),
                        upload.lineEnding(),
                        parameters.assignmentRuleId());
        ledger.jobs().asked(intent, JobShape.of(job).text());
        exchange.getMessage().setBody(job);
    }

    /** The job is Open; the body becomes what is to be uploaded into it. */
    public void created(
            @Body org.apache.camel.component.salesforce.api.dto.bulkv2.Job answer,
            @Variable(UPLOAD) ChunkUpload upload,
            Exchange exchange) {
        Job open = ledger.jobs().created(upload.job().orElseThrow(), answer.getId());
        exchange.setVariable(UPLOAD, upload.with(open));
        exchange.getMessage().setHeader(SalesforceEndpointConfig.JOB_ID, answer.getId());
        exchange.getMessage().setBody(upload.content().body());
    }

    /**
     * Salesforce has acknowledged the upload: from now on it counts. The ledger knows its chunk
     * before, by which it is known again.
     */
    public void acknowledged(@Variable(UPLOAD) ChunkUpload upload) {
        Chunk chunk = upload.content().chunk();
        if (upload.content() instanceof ChunkUpload.Content.Early) {
            ledger.deliveries().cut(ChunkUpload.inLedger(upload.delivery(), 0, chunk));
        }
        ledger.jobs().uploaded(upload.job().orElseThrow());
        progress.uploaded(upload.delivery(), chunk.bytes());
    }

    /** The job was given up before the commit: what lies in it does not count. */
    public void abandoned(@Variable("job") Job job) {
        ledger.jobs().abandoned(job);
    }
}
