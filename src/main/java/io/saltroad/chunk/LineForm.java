package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import java.util.Optional;

/** What the fields of a record become. */
interface LineForm {

    /**
     * Writes the current record in place of what is in the buffer.
     *
     * @return why it must not be sent; empty if it may
     */
    Optional<Rejection> write(RecordCursor cursor, LineBuffer line);

    /** A value as it is sent. */
    String sent(String text);
}
