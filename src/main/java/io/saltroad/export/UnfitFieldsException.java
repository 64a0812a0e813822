package io.saltroad.export;

import java.util.List;

/** The fields of an export, or of its mapping, are not those that the target takes. */
public final class UnfitFieldsException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String hint;
    private final List<String> wanted;

    /**
     * @param found what was found and what was expected, without a full stop
     * @param hint what to do, as a sentence
     * @param wanted all fields the target needs
     */
    public UnfitFieldsException(String found, String hint, List<String> wanted) {
        super(found);
        this.hint = hint;
        this.wanted = List.copyOf(wanted);
    }

    String found() {
        return getMessage();
    }

    String hint() {
        return hint;
    }

    List<String> wanted() {
        return wanted;
    }
}
