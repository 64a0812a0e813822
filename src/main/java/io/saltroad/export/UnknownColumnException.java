package io.saltroad.export;

import java.util.List;

/** A mapping needs columns that the export does not have. */
public final class UnknownColumnException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String column;
    private final List<String> wanted;

    /**
     * @param column the first one that is missing
     * @param wanted all columns the mapping needs
     */
    public UnknownColumnException(String column, List<String> wanted) {
        super("no column " + column);
        this.column = column;
        this.wanted = List.copyOf(wanted);
    }

    String column() {
        return column;
    }

    List<String> wanted() {
        return wanted;
    }
}
