package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.salesforce.SalesforceConnection;
import java.io.IOException;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.utils.JsonUtils;

/**
 * Closes and aborts jobs through {@code salesforce:raw} (format JSON, method PATCH), which is the
 * step between {@link #close} or {@link #abort} and {@link #read}.
 *
 * <p>Not through {@code salesforce:bulk2CloseJob} and {@code bulk2AbortJob}: when Salesforce
 * refuses, these end their exchange twice, so that later steps may run twice and at the same time.
 *
 * <p>Source: Bulk API 2.0 Developer Guide, "Upload Job Data Complete" and "Abort a Job".
 */
public final class BulkCalls {

    private static final String PATH = "rawPath";

    private static final ObjectMapper JSON = JsonUtils.createObjectMapper();

    private final SalesforceConnection connection;

    public BulkCalls(SalesforceConnection connection) {
        this.connection = connection;
    }

    /** All data of the job is there: Salesforce may begin. */
    public void close(Message message, @Header("jobId") String jobId) {
        change(message, jobId, "UploadComplete");
    }

    /** Nothing of the job shall happen. */
    public void abort(Message message, @Header("jobId") String jobId) {
        change(message, jobId, "Aborted");
    }

    /**
     * Makes the answer, JSON, a {@link Job}, and takes the headers of the call away.
     *
     * @throws SalesforceException if the answer is anything else
     */
    public void read(Message message) throws SalesforceException {
        message.setBody(job(message.getBody(byte[].class)));
        clean(message);
    }

    private static Job job(byte[] answer) throws SalesforceException {
        try {
            return JSON.readValue(answer == null ? new byte[0] : answer, Job.class);
        } catch (IOException e) {
            throw new SalesforceException("Error unmarshalling the answer, which is no job", e);
        }
    }

    private void change(Message message, String jobId, String state) {
        clean(message);
        message.setHeader(PATH, jobs(connection) + "/" + JobId.checked(jobId));
        message.setBody("{\"state\":\"" + state + "\"}");
    }

    private static void clean(Message message) {
        message.removeHeader(PATH);
        message.removeHeaders("CamelHttp*");
        // The component would send these along with its next request.
        message.removeHeaders("Sforce*");
    }

    /** Path of the jobs of an org. */
    static String jobs(SalesforceConnection connection) {
        return "/services/data/v" + connection.apiVersion() + "/jobs/ingest";
    }
}
