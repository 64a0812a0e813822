package io.saltroad;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A feed as a user would write it, without the lines that are the same in all of them. Parameters
 * are those of the kamelets: {@code "delimiter: semicolon, charset: windows-1252"}.
 */
public final class TestFeed {

    private final String name;
    private String pickUp = "";
    private String reader = "";
    private Optional<String> mapping = Optional.empty();
    private Optional<String> schema = Optional.empty();
    private final List<Sink> sinks = new ArrayList<>();

    private record Sink(String kamelet, String parameters) {}

    private TestFeed(String name) {
        this.name = name;
    }

    public static TestFeed named(String name) {
        return new TestFeed(name);
    }

    /** Upserts accounts by the ERP's number. */
    public static TestFeed ofAccounts(String name) {
        return named(name)
                .into("object: Account, operation: upsert, externalIdField: ERP_Number__c");
    }

    TestFeed pickedUp(String parameters) {
        pickUp = ", " + parameters;
        return this;
    }

    public TestFeed read(String parameters) {
        reader = parameters;
        return this;
    }

    TestFeed mapped(String fields) {
        mapping = Optional.of(fields);
        return this;
    }

    public TestFeed into(String parameters) {
        return into("salesforce-bulk-sink", parameters);
    }

    /** Into the kamelet with this name. */
    public TestFeed into(String kamelet, String parameters) {
        sinks.add(new Sink(kamelet, parameters));
        return this;
    }

    /** The schema of a connector with one object, a line a field: {@code name: string}. */
    public TestFeed checkedBy(String object, String fields) {
        StringBuilder yaml = new StringBuilder("openapi: 3.0.3\ncomponents:\n  schemas:\n");
        yaml.append("    ").append(object).append(":\n      type: object\n      properties:\n");
        yaml.append(fields.strip().indent(8));
        schema = Optional.of(yaml.toString());
        return this;
    }

    String name() {
        return name;
    }

    Optional<String> mapping() {
        return mapping.map(fields -> "fields:\n" + fields.indent(2));
    }

    Optional<String> schema() {
        return schema;
    }

    String yaml() {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        - route:
                            id: %1$s
                            from:
                              uri: kamelet:erp-export-source
                              parameters: { feed: %1$s, minAge: 0s%2$s }
                              steps:
                        """
                                .formatted(name, pickUp));
        step(yaml, "csv-reader-action", reader);
        mapping.ifPresent(
                text -> step(yaml, "mapping-action", "mapping: " + name + ".mapping.yaml"));
        sinks.forEach(sink -> step(yaml, sink.kamelet(), sink.parameters()));
        return yaml.toString();
    }

    private static void step(StringBuilder yaml, String kamelet, String parameters) {
        yaml.append(
                """
                        - to:
                            uri: kamelet:%s
                            parameters: { %s }
                """
                        .formatted(kamelet, parameters)
                        .indent(0));
    }
}
