package io.saltroad.forms;

import io.saltroad.settings.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds a use of a kamelet against the kamelet's form. */
final class UseCheck {

    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    /** Options of the kamelet endpoint itself. Source: Camel 4.18, component "kamelet". */
    private static final Set<String> OPTIONS_OF_THE_ENDPOINT =
            Set.of(
                    "block",
                    "bridgeErrorHandler",
                    "exceptionHandler",
                    "exchangePattern",
                    "failIfNoConsumers",
                    "lazyStartProducer",
                    "location",
                    "noErrorHandler",
                    "timeout");

    private final Kamelets kamelets;
    private final Set<String> properties;

    /**
     * @param properties keys of Camel properties; {@code camel.kamelet.<name>.<parameter>} gives a
     *     parameter to every use of the kamelet
     */
    UseCheck(Kamelets kamelets, Set<String> properties) {
        this.kamelets = kamelets;
        this.properties = properties;
    }

    /** What is wrong with the use, one line each. */
    List<String> mistakes(KameletUse use) {
        Optional<KameletForm> form = kamelets.form(use.kamelet());
        if (form.isEmpty()) {
            return List.of(
                    "%s: there is no kamelet %s%s"
                            .formatted(
                                    use.place(),
                                    use.kamelet(),
                                    NearestName.hint(use.kamelet(), kamelets.names())));
        }
        List<String> mistakes = new ArrayList<>();
        checkSide(use, form.get()).ifPresent(mistakes::add);
        Set<String> seen = new HashSet<>();
        for (KameletUse.Parameter parameter : use.parameters()) {
            if (!seen.add(parameter.name())) {
                mistakes.add(
                        "%s: %s is given twice".formatted(parameter.place(), parameter.name()));
            }
            check(parameter, form.get()).ifPresent(mistakes::add);
        }
        form.get().required().stream()
                .filter(name -> !seen.contains(name))
                .filter(name -> !isGivenByProperty(use.kamelet(), name))
                .filter(name -> !form.get().properties().get(name).hasDefault())
                .map(
                        name ->
                                "%s: %s needs the parameter %s"
                                        .formatted(use.place(), use.kamelet(), name))
                .forEach(mistakes::add);
        return mistakes;
    }

    private static Optional<String> checkSide(KameletUse use, KameletForm form) {
        if (form.opensRoutes() == use.opensRoute()) {
            return Optional.empty();
        }
        return Optional.of(
                "%s: %s"
                        .formatted(
                                use.place(),
                                form.opensRoutes()
                                        ? form.name() + " is a source: it stands in \"from\""
                                        : form.name() + " is no source: it stands in a step"));
    }

    private static Optional<String> check(KameletUse.Parameter parameter, KameletForm form) {
        KameletForm.Property property = form.properties().get(parameter.name());
        if (property == null) {
            if (OPTIONS_OF_THE_ENDPOINT.contains(parameter.name())) {
                return Optional.empty();
            }
            return Optional.of(
                    "%s: %s has no parameter %s%s"
                            .formatted(
                                    parameter.place(),
                                    form.name(),
                                    parameter.name(),
                                    NearestName.hint(
                                            parameter.name(), form.properties().keySet())));
        }
        if (parameter.value().isEmpty()) {
            return Optional.of(unfit(parameter, "one value"));
        }
        if (!parameter.isKnown()) {
            return Optional.empty();
        }
        return expected(parameter.value().get(), property).map(text -> unfit(parameter, text));
    }

    /** What would have fitted, if the value does not. */
    private static Optional<String> expected(String value, KameletForm.Property property) {
        if (!property.values().isEmpty()) {
            return property.values().contains(value)
                    ? Optional.empty()
                    : Optional.of(
                            "one of %s%s"
                                    .formatted(
                                            String.join(", ", property.values()),
                                            NearestName.hint(value, property.values())));
        }
        return switch (property.type().orElse("string")) {
            case "integer" -> unless(INTEGER.matcher(value).matches(), "a whole number");
            case "number" -> unless(NUMBER.matcher(value).matches(), "a number");
            case "boolean" ->
                    unless(value.equals("true") || value.equals("false"), "true or false");
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(boolean fits, String expected) {
        return fits ? Optional.empty() : Optional.of(expected);
    }

    private static String unfit(KameletUse.Parameter parameter, String expected) {
        return "%s: %s%s is not %s"
                .formatted(
                        parameter.place(),
                        parameter.name(),
                        parameter.value().map(" = %s"::formatted).orElse(""),
                        expected);
    }

    private boolean isGivenByProperty(String kamelet, String parameter) {
        return properties.contains("camel.kamelet.%s.%s".formatted(kamelet, parameter));
    }
}
