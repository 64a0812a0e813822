package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saltroad.salesforce.SalesforceConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.api.SalesforceException;

/**
 * Asks for the jobs of an org through {@code salesforce:raw} (format JSON, method GET), which is
 * the step between {@link #page} and {@link #readPage}, or {@link #one} and {@link #readOne}.
 *
 * <p>Not through {@code salesforce:bulk2GetAllJobs}: one job with a word that the component does
 * not know would make the whole list unreadable, and other people's jobs are in it.
 *
 * <p>Source: Bulk API 2.0 Developer Guide, "Get All Jobs".
 */
public final class JobInfos {

    private static final String PATH = "rawPath";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SalesforceConnection connection;

    public JobInfos(SalesforceConnection connection) {
        this.connection = connection;
    }

    /**
     * Asks for a page of the list.
     *
     * @param next as the page before names it; empty for the first one
     */
    public void page(Message message, Optional<String> next) {
        ask(message, next.orElse(BulkCalls.jobs(connection) + "?jobType=V2Ingest"));
    }

    /** Asks for one job. */
    public void one(Message message, @Header("jobId") String jobId) {
        ask(message, BulkCalls.jobs(connection) + "/" + JobId.checked(jobId));
    }

    /**
     * Reads the answer to {@link #page}, and takes the headers of the call away.
     *
     * @throws SalesforceException if it is no such page
     */
    public JobPage readPage(Message message) throws SalesforceException {
        JsonNode answer = answer(message);
        if (!answer.path("records").isArray()) {
            throw unreadable("which is no list of jobs", null);
        }
        List<JobInfo> jobs = new ArrayList<>();
        answer.path("records").forEach(job -> JobInfo.of(job).ifPresent(jobs::add));
        return new JobPage(jobs, next(answer));
    }

    private Optional<String> next(JsonNode answer) throws SalesforceException {
        Optional<String> next =
                Optional.ofNullable(answer.path("nextRecordsUrl").textValue())
                        .filter(path -> !answer.path("done").asBoolean());
        if (next.isPresent() && !next.get().startsWith("/services/data/")) {
            throw unreadable("whose next page is not one of the org's", null);
        }
        return next;
    }

    /**
     * Reads the answer to {@link #one}, and takes the headers of the call away.
     *
     * @throws SalesforceException if it is no job
     */
    public JobInfo readOne(Message message) throws SalesforceException {
        Optional<JobInfo> job = JobInfo.of(answer(message));
        if (job.isEmpty()) {
            throw unreadable("which is no job", null);
        }
        return job.get();
    }

    private static void ask(Message message, String path) {
        clean(message);
        message.setHeader(PATH, path);
        message.setBody(null);
    }

    private static JsonNode answer(Message message) throws SalesforceException {
        byte[] answer = message.getBody(byte[].class);
        clean(message);
        try {
            return JSON.readTree(answer == null ? new byte[0] : answer);
        } catch (IOException e) {
            throw unreadable("which is no JSON", e);
        }
    }

    private static SalesforceException unreadable(String why, IOException cause) {
        return new SalesforceException("Error unmarshalling the answer, " + why, cause);
    }

    private static void clean(Message message) {
        message.removeHeader(PATH);
        message.removeHeaders("CamelHttp*");
        message.removeHeaders("Sforce*");
    }
}
