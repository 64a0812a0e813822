package io.saltroad.forms;

import java.util.List;
import java.util.Optional;

/**
 * One use of a kamelet in a route.
 *
 * @param kamelet its name
 * @param opensRoute whether it stands in {@code from}
 */
record KameletUse(Place place, String kamelet, boolean opensRoute, List<Parameter> parameters) {

    KameletUse {
        parameters = List.copyOf(parameters);
    }

    /**
     * @param value as it was written; empty if something else than one value stands there
     */
    record Parameter(String name, Optional<String> value, Place place) {

        /** A value that Camel makes only later, out of a placeholder, cannot be checked here. */
        boolean isKnown() {
            return value.isPresent() && !value.get().contains("{{");
        }
    }

    Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
    }

    /** The value of a parameter, if it is there and is no placeholder. */
    Optional<String> known(String name) {
        return parameter(name).filter(Parameter::isKnown).flatMap(Parameter::value);
    }
}
