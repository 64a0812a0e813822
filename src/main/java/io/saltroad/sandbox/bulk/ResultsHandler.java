package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.saltroad.sandbox.web.Cut;
import io.saltroad.sandbox.web.Resources;
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

    ResultsHandler(JobStore<Job> jobs) {
        this.jobs = jobs;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.vertx()
                .executeBlocking(() -> find(ctx), false)
                .onSuccess(found -> send(ctx, found))
                .onFailure(failure -> Resources.fail(ctx, failure));
    }

    /** A file, or a header that stands for an empty one. */
    private record Found(Path file, long size, String header) {}

    private Found find(RoutingContext ctx) throws IOException {
        Job job = jobs.get(ctx.pathParam("id"));
        JobFiles files = jobs.files(job.id());
        Path file;
        List<String> first;
        switch (ctx.pathParam("results").toLowerCase(Locale.ROOT)) {
            case "successfulresults" -> {
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
                        Files.exists(files.upload()) && !Files.exists(files.unprocessed())
                                ? files.upload()
                                : files.unprocessed();
                first = List.of();
            }
            default -> throw ApiError.notFound();
        }
        if (job.state().ended() && Files.exists(file)) {
            return new Found(file, Files.size(file), null);
        }
        return new Found(null, 0, header(job, files).line(first, job.spec()));
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
        if (found.file() == null) {
            Answer.csv(found.header()).send(ctx);
            return;
        }
        response.putHeader("Content-Type", CSV);
        Optional<Cut> cut = Cut.of(ctx);
        if (cut.isPresent()) {
            cut.get().send(ctx, found.file(), found.size());
        } else {
            response.sendFile(found.file().toString())
                    .onFailure(failure -> ctx.request().connection().close());
        }
    }
}
