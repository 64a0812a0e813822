package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.ObjectCatalog;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Cut;
import io.saltroad.sandbox.web.Resources;
import io.saltroad.sandbox.web.StreamedAnswer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code successfulResults}, {@code failedResults}, {@code unprocessedrecords}, their names in any
 * case: clients and documentation disagree.
 *
 * <p>Without records the file is its header; before the job has ended too, about which the
 * documentation is silent.
 */
final class ResultsHandler implements Handler<RoutingContext> {

    private static final String CSV = "text/csv; charset=UTF-8";

    private final JobStore<Job> jobs;
    private final ObjectCatalog catalog;

    ResultsHandler(JobStore<Job> jobs, ObjectCatalog catalog) {
        this.jobs = jobs;
        this.catalog = catalog;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.vertx()
                .executeBlocking(() -> find(ctx), false)
                .onSuccess(found -> send(ctx, found))
                .onFailure(failure -> Resources.fail(ctx, failure));
    }

    /** A file, one that is made while it is sent, or a header that stands for an empty one. */
    private record Found(Path file, long size, StreamedAnswer made, String header) {

        static Found file(Path file) throws IOException {
            return new Found(file, Files.size(file), null, null);
        }

        static Found made(StreamedAnswer.Source source) {
            return new Found(null, 0, new StreamedAnswer(source), null);
        }

        static Found header(String header) {
            return new Found(null, 0, null, header);
        }
    }

    private Found find(RoutingContext ctx) throws IOException {
        Job job = jobs.get(ctx.pathParam("id"));
        JobFiles files = jobs.files(job.id());
        boolean scanned = job.scanOnly() && job.uploaded() && job.state() == JobState.JOB_COMPLETE;
        Path file;
        List<String> first;
        switch (ctx.pathParam("results").toLowerCase(Locale.ROOT)) {
            case "successfulresults" -> {
                if (scanned) {
                    String keyPrefix = catalog.get(job.object()).keyPrefix();
                    return Found.made(
                            () -> new MadeUpResults(files.upload(), job.spec(), keyPrefix));
                }
                file = files.successful();
                first = ResultFiles.SUCCESSFUL;
            }
            case "failedresults" -> {
                file = files.failed();
                first = ResultFiles.FAILED;
            }
            case "unprocessedrecords" -> {
                // A job that ended before its records were touched has left its upload.
                file =
                        !scanned
                                        && Files.exists(files.upload())
                                        && !Files.exists(files.unprocessed())
                                ? files.upload()
                                : files.unprocessed();
                first = List.of();
            }
            default -> throw ApiError.notFound();
        }
        if (job.state().ended() && Files.exists(file)) {
            return Found.file(file);
        }
        return Found.header(header(job, files).line(first, job.spec()));
    }

    /** The columns of the upload, as far as they can be read. */
    private static CsvHeader header(Job job, JobFiles files) throws IOException {
        Optional<Path> csv =
                List.of(files.unprocessed(), files.upload()).stream()
                        .filter(Files::exists)
                        .findFirst();
        if (csv.isPresent()) {
            try {
                return CsvHeader.read(csv.get(), job.spec());
            } catch (JobFailure unreadable) {
                return new CsvHeader(List.of());
            }
        }
        return new CsvHeader(List.of());
    }

    private static void send(RoutingContext ctx, Found found) {
        HttpServerResponse response = ctx.response();
        if (found.header() != null) {
            Answer.csv(found.header()).send(ctx);
            return;
        }
        response.putHeader("Content-Type", CSV);
        if (found.made() != null) {
            found.made().send(ctx);
            return;
        }
        Optional<Cut> cut = Cut.of(ctx);
        if (cut.isPresent()) {
            cut.get().send(ctx, found.file(), found.size());
        } else {
            response.sendFile(found.file().toString())
                    .onFailure(failure -> ctx.request().connection().close());
        }
    }
}
