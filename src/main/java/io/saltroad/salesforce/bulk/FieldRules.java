package io.saltroad.salesforce.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What Salesforce asks of the values of an object's fields, as far as {@code describe} tells it:
 * validation rules, triggers and the like are not in there. Source: REST API Developer Guide,
 * "sObject Describe"; SOAP API Developer Guide, "Field Types" and "DescribeSObjectResult".
 */
public final class FieldRules {

    private final Map<String, ValueRule> rules = new HashMap<>();
    private final Map<String, Parent> parents = new HashMap<>();

    /** Required fields, with the names of the columns that fill them. */
    private final Map<String, Set<String>> required = new TreeMap<>();

    /**
     * What a relationship column finds its records by.
     *
     * @param objects API names of the objects that the relationship may lead to
     * @param field of them
     */
    public record Parent(List<String> objects, String field) {
        public Parent {
            objects = List.copyOf(objects);
        }
    }

    private FieldRules() {}

    /** Reads the answer to a describe. */
    public static FieldRules of(JsonNode description) {
        FieldRules rules = new FieldRules();
        description.path("fields").forEach(rules::add);
        return rules;
    }

    private void add(JsonNode field) {
        String name = field.path("name").asText();
        boolean needed = isRequired(field);
        rules.put(lower(name), ValueRule.of(field, needed));
        Set<String> columns = new HashSet<>(Set.of(lower(name)));
        if (field.path("relationshipName").isTextual()) {
            String relationship = lower(field.path("relationshipName").asText());
            columns.add(relationship + ".");
            List<String> objects = new ArrayList<>();
            field.path("referenceTo").forEach(object -> objects.add(object.asText()));
            parents.put(relationship, new Parent(objects, ""));
        }
        if (needed) {
            required.put(name, columns);
        }
    }

    /** A boolean that is not given is false. */
    private static boolean isRequired(JsonNode field) {
        return field.path("createable").asBoolean()
                && !field.path("nillable").asBoolean(true)
                && !field.path("defaultedOnCreate").asBoolean()
                && !field.path("type").asText().equals("boolean");
    }

    /** What is asked of the values of a column; empty for a relationship, or if nobody knows. */
    public Optional<ValueRule> of(String column) {
        return Optional.ofNullable(rules.get(lower(column)));
    }

    /** Where a relationship column such as {@code Owner.ERP_Id__c} leads to. */
    public Optional<Parent> parent(String column) {
        int dot = column.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        // Type:Relationship.Field names one of several objects
        int colon = column.indexOf(':');
        String field = column.substring(dot + 1);
        return Optional.ofNullable(parents.get(relationship(column)))
                .map(
                        found ->
                                colon > 0 && colon < dot
                                        ? List.of(column.substring(0, colon))
                                        : found.objects())
                .map(objects -> new Parent(objects, field));
    }

    /** Fields that a new record must have, and that none of these columns fills. */
    public List<String> missing(Collection<String> columns) {
        Set<String> filled =
                columns.stream()
                        .map(
                                column ->
                                        column.indexOf('.') > 0
                                                ? relationship(column) + "."
                                                : lower(column))
                        .collect(Collectors.toSet());
        return required.entrySet().stream()
                .filter(field -> field.getValue().stream().noneMatch(filled::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String relationship(String column) {
        return lower(column.substring(column.indexOf(':') + 1, column.indexOf('.')));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
