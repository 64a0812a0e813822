package io.saltroad.sandbox.csv;

/**
 * Finds the records in the bytes of a CSV, which may come in blocks of any size. Of a record it
 * knows how many columns it has and whether its quotes stand where they may; of all bytes so far,
 * what their line ends are.
 */
public final class RecordScanner {

    private enum At {
        FIELD_START,
        PLAIN,
        QUOTED,
        /** After a quote within quotes: the end of the value, or the first half of a quote. */
        QUOTE
    }

    private final byte delimiter;
    private final boolean crlf;

    private At at = At.FIELD_START;
    private boolean carriageReturn;
    private boolean ended;
    private long columns = 1;
    private boolean misquoted;
    private boolean foreign;
    private boolean inQuotes;

    /** At the beginning of a file. */
    public RecordScanner(char delimiter, LineEnding lineEnding) {
        this.delimiter = (byte) delimiter;
        this.crlf = lineEnding == LineEnding.CRLF;
    }

    /**
     * Goes to the end of the record.
     *
     * @param from where to go on in these bytes: after the last record, or at 0 of the next block
     * @param to where the bytes end
     * @return where the record has ended, its line end included; -1 if it goes on in the next block
     */
    public int next(byte[] bytes, int from, int to) {
        if (ended) {
            ended = false;
            columns = 1;
            misquoted = false;
        }
        int i = from;
        while (i < to) {
            if (!carriageReturn && at == At.QUOTED) {
                i = skipQuoted(bytes, i, to);
            } else if (!carriageReturn && at == At.PLAIN) {
                i = skipPlain(bytes, i, to);
            }
            if (i < to) {
                step(bytes[i]);
                i++;
                if (ended) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static int skipQuoted(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '"' && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private int skipPlain(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to
                && bytes[i] != delimiter
                && bytes[i] != '\n'
                && bytes[i] != '\r'
                && bytes[i] != '"') {
            i++;
        }
        return i;
    }

    private void step(byte b) {
        boolean afterReturn = carriageReturn;
        carriageReturn = b == '\r';
        if (at == At.QUOTED) {
            if (b == '"') {
                at = At.QUOTE;
            } else if (b == '\n') {
                inQuotes = true;
                foreign |= afterReturn != crlf;
            }
            return;
        }
        if (afterReturn && b != '\n') {
            foreign = true; // a lone carriage return
        }
        if (b == '\n') {
            foreign |= afterReturn != crlf;
            at = At.FIELD_START;
            ended = true;
        } else if (b == delimiter) {
            columns++;
            at = At.FIELD_START;
        } else if (b == '"') {
            quote();
        } else if (b != '\r') {
            // Text after a closing quote is misplaced.
            misquoted |= at == At.QUOTE;
            at = At.PLAIN;
        }
    }

    private void quote() {
        switch (at) {
            case FIELD_START, QUOTE -> at = At.QUOTED;
            default -> misquoted = true;
        }
    }

    /** Columns of the record that has ended, or as far as it goes. */
    long columns() {
        return columns;
    }

    /** Whether it has quotes where there must be none. */
    boolean misquoted() {
        return misquoted;
    }

    /** Whether the bytes so far end within quotes. */
    boolean open() {
        return at == At.QUOTED;
    }

    /** Whether a line end so far was not of the declared kind, in quotes or out of them. */
    boolean foreignLineEnd() {
        return foreign;
    }

    /** Whether the last byte is a carriage return. */
    boolean afterReturn() {
        return carriageReturn;
    }

    /** Whether a value so far holds a line end. */
    boolean lineEndInQuotes() {
        return inQuotes;
    }
}
