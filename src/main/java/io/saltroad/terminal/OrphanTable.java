package io.saltroad.terminal;

import io.saltroad.ledger.Orphan;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Jobs at Salesforce that look like ours, as a table. Times are those of this machine's zone. */
public final class OrphanTable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final Table table =
            new Table().words("ORPHAN").words("OBJECT").words("CREATED").words("OF").words("");

    public OrphanTable(List<Orphan> orphans) {
        for (Orphan orphan : orphans) {
            table.row(
                    orphan.salesforceId(),
                    orphan.object(),
                    TIME.format(orphan.createdAt()),
                    orphan.deliveryId(),
                    fate(orphan));
        }
    }

    /** What a person need know: there is nothing to lose. */
    private static String fate(Orphan orphan) {
        return orphan.abortedAt()
                .map(at -> "held nothing; given up at " + TIME.format(at))
                .orElse("holds nothing; Salesforce deletes it after 7 days");
    }

    /** The lines of the table. */
    public List<String> lines() {
        return table.lines();
    }
}
