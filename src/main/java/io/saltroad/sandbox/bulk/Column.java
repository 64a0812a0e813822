package io.saltroad.sandbox.bulk;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.ObjectDefinition;

/**
 * One column of an upload and the field it goes to.
 *
 * @param index its place in the upload, from 0
 * @param field the field that is written; for a relationship column the reference behind it
 * @param parent the object a reference points to, else null
 * @param parentKey the parent's field that the value names, else null
 */
record Column(
        int index, FieldDefinition field, ObjectDefinition parent, FieldDefinition parentKey) {

    /** What means "set to null". An empty value means "leave as it is". */
    static final String NULL = "'#N/A'";

    /** The text as it came, from the staged records. */
    String raw() {
        return "s.c" + index;
    }

    /** Whether the column says anything about the field. */
    String given() {
        return raw() + " IS NOT NULL";
    }

    boolean looksUp() {
        return parent != null;
    }

    /** The id that was found for the value. */
    String found() {
        return "ref" + index;
    }
}
