package io.saltroad.terminal;

import io.saltroad.delivery.Advice;
import io.saltroad.ledger.Event;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.ExportState;
import io.saltroad.ledger.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All about an export that never became a delivery, as a page of text. */
public record ExportDetails(Export export, List<Event> events) {

    public ExportDetails {
        events = List.copyOf(events);
    }

    /** The lines of the page. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("export    " + export.id());
        lines.add(
                "file      %s/%s, %s bytes%s"
                        .formatted(
                                export.feed(),
                                export.fileName(),
                                Figures.count(export.bytes()),
                                export.sha256().map(", sha256 "::concat).orElse("")));
        lines.add("state     " + export.state().name().toLowerCase(Locale.ROOT));
        export.reason().ifPresent(reason -> addReason(lines, reason));
        export.replayOf().ifPresent(first -> lines.add("corrects  " + first));
        lines.add("rests in  " + export.restingPlace().map(Path::toString).orElse("-"));
        lines.add("");
        lines.addAll(DeliveryDetails.table(events).lines());
        return lines;
    }

    private void addReason(List<String> lines, Reason reason) {
        lines.add("because   %s (%s)".formatted(reason.message(), reason.code()));
        if (export.state() == ExportState.DEAD) {
            Advice advice = Advice.of(export, reason);
            lines.add("to do     " + advice.hint());
            advice.commands().forEach(command -> lines.add("          " + command));
        }
    }
}
