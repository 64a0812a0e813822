package io.saltroad.datacloud.schema;

import io.saltroad.forms.FormException;
import io.saltroad.forms.Place;

/** A schema file cannot be used as it is written. The message says where, what and what to do. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param found what was found and what was expected, without a full stop
     * @param hint what to do, as a sentence
     */
    SchemaException(Place place, String found, String hint) {
        super("%s: %s. %s".formatted(place.exact(), found, hint));
    }

    /** A file that is no YAML, which names its place itself. */
    SchemaException(FormException cause) {
        super(cause.getMessage(), cause);
    }
}
