package io.saltroad.sandbox.dataquery;

import io.saltroad.sandbox.lake.LakeCatalog;
import io.saltroad.sandbox.lake.LakeField;
import io.saltroad.sandbox.lake.LakeObject;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Endpoint;
import io.saltroad.sandbox.web.TenantError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code GET /api/v1/metadata}: the tables of the lake. There are no model objects and no
 * calculated insights here.
 *
 * <p>Source: "Retrieve Metadata". The names of entity types are taken in all forms that clients and
 * documentation have.
 */
final class MetadataEndpoint implements Endpoint {

    private static final Set<String> LAKE = Set.of("datalakeobject", "datalakeobjects", "dll");
    private static final Set<String> OTHERS =
            Set.of(
                    "datamodelobject",
                    "datamodelobjects",
                    "dlm",
                    "calculatedinsight",
                    "calculatedinsights",
                    "cio");

    private final LakeCatalog catalog;

    MetadataEndpoint(LakeCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Answer answer(Call call) {
        String type = lower(call, "entityType");
        if (!type.isEmpty() && !LAKE.contains(type) && !OTHERS.contains(type)) {
            throw TenantError.badRequest("unknown entityType " + type);
        }
        String category = lower(call, "entityCategory");
        String name = lower(call, "entityName");
        JsonArray metadata = new JsonArray();
        for (LakeObject object : catalog.objects()) {
            boolean wanted =
                    (type.isEmpty() || LAKE.contains(type))
                            && isOrEmpty(category, object.category().metadata())
                            && isOrEmpty(name, object.table());
            if (wanted) {
                metadata.add(entity(object));
            }
        }
        return Answer.json(new JsonObject().put("metadata", metadata));
    }

    private static String lower(Call call, String parameter) {
        return call.query(parameter).orElse("").toLowerCase(Locale.ROOT);
    }

    private static boolean isOrEmpty(String wanted, String value) {
        return wanted.isEmpty() || wanted.equalsIgnoreCase(value);
    }

    private static JsonObject entity(LakeObject object) {
        JsonArray fields = new JsonArray();
        for (LakeField field : object.fields()) {
            JsonObject entry = field(field.apiName(), field.name(), field.metadata());
            fields.add(
                    field.equals(object.primaryKey())
                            ? entry.put("keyQualifier", object.keyQualifier())
                            : entry);
        }
        fields.add(field(object.keyQualifier(), "Key Qualifier " + key(object).name(), "STRING"));
        fields.add(field("DataSource__c", "Data Source", "STRING"));
        fields.add(field("DataSourceObject__c", "Data Source Object", "STRING"));
        fields.add(field("InternalOrganization__c", "Internal Organization", "STRING"));
        fields.add(field("cdp_sys_PartitionDate__c", "cdp_sys_PartitionDate", "DATE_TIME"));
        fields.add(field("cdp_sys_SourceVersion__c", "cdp_sys_SourceVersion", "STRING"));
        return new JsonObject()
                .put("name", object.table())
                .put("displayName", object.name())
                .put("category", object.category().metadata())
                .put("indexes", new JsonArray())
                .put("fields", fields)
                .put(
                        "primaryKeys",
                        new JsonArray(
                                List.of(
                                        new JsonObject()
                                                .put("name", key(object).apiName())
                                                .put("displayName", key(object).name())
                                                // A text in the samples.
                                                .put("indexOrder", "1"))))
                .put("relationships", new JsonArray());
    }

    private static LakeField key(LakeObject object) {
        return object.primaryKey();
    }

    private static JsonObject field(String name, String label, String type) {
        return new JsonObject().put("name", name).put("displayName", label).put("type", type);
    }
}
