package io.saltroad.salesforce.bulk;

import io.saltroad.chunk.ChunkFile;
import io.saltroad.salesforce.SalesforceConnection;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Message;

/**
 * Addresses the big bodies of Bulk API 2.0: the upload of a chunk and the results of a job. The
 * step after it is the component {@link SalesforceConnection#HTTP_COMPONENT}.
 *
 * <p>Source: Bulk API 2.0 Developer Guide, "Upload Job Data" and "Get Job Successful Record
 * Results".
 */
public final class BulkHttp {

    private static final String CSV = "text/csv; charset=UTF-8";

    private final SalesforceConnection connection;

    public BulkHttp(SalesforceConnection connection) {
        this.connection = connection;
    }

    /**
     * The body, a File or a {@link ChunkFile} that still grows, becomes the data of the job.
     * Salesforce takes one upload a job.
     */
    public void upload(Message message, @Header("jobId") String jobId) {
        address(message, "PUT", jobId, "batches");
        message.setHeader(Exchange.CONTENT_TYPE, CSV);
        if (message.getBody() instanceof ChunkFile chunk) {
            message.setBody(new GrowingBody(chunk, CSV));
        }
    }

    /** The records that Salesforce took, with their Ids. The body becomes a stream of CSV. */
    public void successfulResults(Message message, @Header("jobId") String jobId) {
        results(message, jobId, "successfulResults");
    }

    /** The records that Salesforce refused, with their errors. The body becomes a stream of CSV. */
    public void failedResults(Message message, @Header("jobId") String jobId) {
        results(message, jobId, "failedResults");
    }

    /** The records that Salesforce did not come to. The body becomes a stream of CSV. */
    public void unprocessedRecords(Message message, @Header("jobId") String jobId) {
        results(message, jobId, "unprocessedrecords");
    }

    /** Takes away what the other methods and the reply have put on the message's head. */
    public void done(Message message) {
        message.removeHeaders("CamelHttp*");
        message.removeHeaders("Sforce*");
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.removeHeader("Accept");
    }

    private void results(Message message, String jobId, String resource) {
        address(message, "GET", jobId, resource);
        message.setBody(null);
        message.setHeader("Accept", "text/csv");
    }

    private void address(Message message, String method, String jobId, String resource) {
        done(message);
        message.setHeader(Exchange.HTTP_METHOD, method);
        message.setHeader(
                Exchange.HTTP_URI,
                "%s%s/%s/%s"
                        .formatted(
                                connection.session().instanceUrl(),
                                BulkCalls.jobs(connection),
                                JobId.checked(jobId),
                                resource));
    }
}
