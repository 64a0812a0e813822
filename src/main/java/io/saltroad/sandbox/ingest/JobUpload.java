package io.saltroad.sandbox.ingest;

import io.saltroad.sandbox.tenant.TenantSettings;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Refusal;
import io.saltroad.sandbox.web.StreamedBody;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code PUT .../batches}: one more file of a job, written to disk as it arrives. One that breaks
 * off has not happened.
 *
 * <p>The status is documented as 202 and as 201; the body is that of a third party's mock. 415 for
 * another content type and 413 for the size are assumed.
 */
final class JobUpload implements Handler<RoutingContext> {

    private final Jobs jobs;
    private final TenantSettings settings;

    JobUpload(Jobs jobs, TenantSettings settings) {
        this.jobs = jobs;
        this.settings = settings;
    }

    @Override
    public void handle(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        try {
            refuseOtherThanCsv(ctx);
            refuseTooLong(ctx);
            jobs.beginUpload(id);
        } catch (Refusal refusal) {
            // What the client still sends is read and dropped, so that it gets to see the answer.
            refusal.answer(ctx).send(ctx);
            return;
        }
        Path incoming = jobs.folder(id).resolve("incoming.csv");
        new StreamedBody(
                        ctx,
                        incoming,
                        settings.fileBytes(),
                        this::tooLong,
                        new StreamedBody.Taker() {
                            @Override
                            public Answer keep(long bytes) throws IOException {
                                jobs.keep(id, incoming, bytes);
                                return Answer.json(
                                        settings.uploadStatus(),
                                        new JsonObject().put("accepted", true));
                            }

                            @Override
                            public void discarded() {
                                jobs.endUpload(id);
                            }
                        })
                .receive();
    }

    private static void refuseOtherThanCsv(RoutingContext ctx) {
        String type = ctx.request().getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("text/csv")) {
            throw new TenantError(415, "Unsupported Media Type: text/csv was expected");
        }
    }

    private void refuseTooLong(RoutingContext ctx) {
        String length = ctx.request().getHeader("Content-Length");
        if (length != null && Long.parseLong(length) > settings.fileBytes()) {
            throw tooLong();
        }
    }

    private TenantError tooLong() {
        return new TenantError(
                413,
                "Payload Too Large: at most %d bytes a file are allowed"
                        .formatted(settings.fileBytes()));
    }
}
