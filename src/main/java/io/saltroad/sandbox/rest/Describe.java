package io.saltroad.sandbox.rest;

import io.saltroad.sandbox.org.FieldDefinition;
import io.saltroad.sandbox.org.FieldType;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Objects and fields as {@code describe} tells of them: the keys that clients read. */
public final class Describe {

    private static final int BYTES_A_CHARACTER = 3;

    private Describe() {}

    public static JsonObject brief(ObjectDefinition object, String version) {
        String self = "/services/data/v%s/sobjects/%s".formatted(version, object.name());
        return new JsonObject()
                .put("activateable", false)
                .put("createable", true)
                .put("custom", object.custom())
                .put("customSetting", false)
                .put("deletable", true)
                .put("deprecatedAndHidden", false)
                .put("feedEnabled", false)
                .put("keyPrefix", object.keyPrefix())
                .put("label", object.label())
                .put("labelPlural", object.plural())
                .put("layoutable", true)
                .put("mergeable", false)
                .put("name", object.name())
                .put("queryable", true)
                .put("replicateable", true)
                .put("retrieveable", true)
                .put("searchable", true)
                .put("triggerable", true)
                .put("undeletable", false)
                .put("updateable", true)
                .put(
                        "urls",
                        new JsonObject()
                                .put("sobject", self)
                                .put("describe", self + "/describe")
                                .put("rowTemplate", self + "/{ID}"));
    }

    public static JsonObject full(ObjectDefinition object, String version) {
        JsonArray fields = new JsonArray();
        object.fields().forEach(field -> fields.add(field(field)));
        return brief(object, version)
                .put("fields", fields)
                .put("childRelationships", new JsonArray())
                .put("recordTypeInfos", new JsonArray())
                .put("supportedScopes", new JsonArray());
    }

    private static JsonObject field(FieldDefinition field) {
        boolean created = !field.writable() || field.type() == FieldType.BOOLEAN;
        boolean byDefault = created || field.name().equals("OwnerId");
        JsonArray parents = new JsonArray();
        if (field.referenceTo() != null) {
            parents.add(field.referenceTo());
        }
        return new JsonObject()
                .put("aggregatable", true)
                .put("autoNumber", false)
                .put("byteLength", field.length() * BYTES_A_CHARACTER)
                .put("calculated", !field.stored())
                .put("calculatedFormula", null)
                .put("caseSensitive", field.caseSensitive())
                .put("compoundFieldName", field.compound())
                .put("controllerName", null)
                .put("createable", field.writable())
                .put("custom", field.custom())
                .put("defaultValue", field.type() == FieldType.BOOLEAN ? false : null)
                .put("defaultedOnCreate", byDefault)
                .put("dependentPicklist", false)
                .put("digits", field.type() == FieldType.INT ? field.precision() : 0)
                .put("encrypted", false)
                .put("externalId", field.externalId())
                .put("filterable", true)
                .put("groupable", !field.type().isDecimal())
                .put("htmlFormatted", false)
                .put("idLookup", field.idLookup())
                .put("inlineHelpText", null)
                .put("label", field.label())
                .put("length", field.length())
                .put("name", field.name())
                .put("nameField", field.nameField())
                .put("nillable", !field.required() && !byDefault)
                .put("picklistValues", values(field.values()))
                .put("polymorphicForeignKey", false)
                .put("precision", field.type().isDecimal() ? field.precision() : 0)
                .put("referenceTo", parents)
                .put("relationshipName", field.relationship())
                .put("relationshipOrder", null)
                .put("restrictedPicklist", field.restricted())
                .put("scale", field.scale())
                .put("soapType", field.type().soapType())
                .put("sortable", true)
                .put("type", field.type().apiName())
                .put("unique", field.unique())
                .put("updateable", field.writable())
                .put("writeRequiresMasterRead", false);
    }

    private static JsonArray values(List<String> names) {
        JsonArray values = new JsonArray();
        names.forEach(
                name ->
                        values.add(
                                new JsonObject()
                                        .put("active", true)
                                        .put("defaultValue", false)
                                        .put("label", name)
                                        .put("validFor", null)
                                        .put("value", name)));
        return values;
    }
}
