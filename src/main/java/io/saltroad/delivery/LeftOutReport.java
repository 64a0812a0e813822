package io.saltroad.delivery;

import io.saltroad.chunk.LeftOutLines.LeftOut;
import io.saltroad.chunk.LeftOutRecords;
import io.saltroad.chunk.RejectedRecords;
import io.saltroad.chunk.ReportFile;
import io.saltroad.export.Rejection;
import io.saltroad.export.SourceRecord;
import java.util.List;
import java.util.stream.Collectors;

/** Tells people which records were not sent for their key. */
final class LeftOutReport {

    private LeftOutReport() {}

    /** Into a report with the columns {@link ReportFile#SUPERSEDED}. */
    static LeftOutRecords superseded(ReportFile report) {
        return (record, key, why) ->
                report.write(
                        List.of(Long.toString(why.line()), Long.toString(why.others().get(0))),
                        record);
    }

    /** To those who are told of records that are rejected for other reasons. */
    static LeftOutRecords rejected(String keyField, RejectedRecords rejections) {
        return (record, key, why) ->
                rejections.rejected(
                        record,
                        new Rejection(
                                why.line(), columnOf(keyField, record), key, rule(keyField, why)));
    }

    /** As the export calls it; a mapped key need not come from a single column. */
    private static String columnOf(String keyField, SourceRecord record) {
        return record.sourceColumns().stream()
                .filter(keyField::equalsIgnoreCase)
                .findFirst()
                .orElse("");
    }

    private static String rule(String keyField, LeftOut why) {
        List<Long> others = why.others();
        long more = why.occurrences() - 1 - others.size();
        return "%s: the same key stands on %s %s%s, and duplicateKeys is reject"
                .formatted(
                        keyField,
                        others.size() == 1 ? "line" : "lines",
                        others.stream().map(Object::toString).collect(Collectors.joining(", ")),
                        more > 0 ? " and %,d more".formatted(more) : "");
    }
}
