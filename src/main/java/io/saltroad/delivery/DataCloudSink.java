package io.saltroad.delivery;

import io.saltroad.chunk.JsonType;
import io.saltroad.datacloud.schema.ObjectSchema;
import io.saltroad.datacloud.schema.Projection;
import io.saltroad.datacloud.schema.SchemaStep;
import io.saltroad.export.ErpExportSource;
import io.saltroad.export.Records;
import io.saltroad.export.TargetStep;
import io.saltroad.forms.FormText;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.IngestionQueue;
import io.saltroad.ledger.Lane;
import io.saltroad.settings.NearestName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * The bean behind the kamelets {@code data-cloud-bulk-sink}, {@code data-cloud-streaming-sink} and
 * {@code data-cloud-sink}. Its setters take the form's parameters as the user wrote them.
 */
public final class DataCloudSink implements CamelContextAware {

    private static final String SCHEMA = "schema";

    private final Map<String, String> texts = new TreeMap<>();
    private CamelContext context;

    /**
     * Registers a delivery of the records. Nothing is read or sent yet; the body stays.
     *
     * @throws io.saltroad.datacloud.schema.SchemaException if the schema beside the feed is wrong
     */
    public void register(@Body Object body, Exchange exchange) throws IOException {
        if (!(body instanceof Records records)) {
            throw new IllegalArgumentException(
                    "%s takes a recipe of records from an erp-export-source, but the body is %s"
                            .formatted(
                                    texts.get(SinkParameters.SINK),
                                    body == null ? "empty" : "a " + body.getClass().getName()));
        }
        if (texts.containsKey(SCHEMA)) {
            throw new IllegalArgumentException(
                    "schema is for messages: that of an export stands beside its feed, as <feed>.schema.yaml");
        }
        Export export = exchange.getVariable(ErpExportSource.EXPORT, Export.class);
        SinkParameters parameters = SinkParameters.of(texts);
        Optional<ObjectSchema> schema =
                find(ExportSchemas.class).forExport(export, parameters.object());
        String key = parameters.keyField().orElseThrow();
        checkVersion(parameters, schema);
        Map<String, String> known = new TreeMap<>(texts);
        if (schema.isPresent() && schema.get().jsonTypes().of(key) == JsonType.NUMBER) {
            known.put(IngestionParameters.NUMERIC_KEY, "true");
        }
        find(Registration.class)
                .register(
                        export,
                        SinkOrdinal.next(exchange),
                        known,
                        records.forTarget(target(parameters, schema, key)));
    }

    /**
     * Where messages go, if the sink takes any.
     *
     * @throws IllegalArgumentException if the form is not right, or if it is of another sink
     */
    public MessageTarget messages() {
        SinkParameters parameters = SinkParameters.of(texts);
        IngestionParameters ingestion = parameters.ingestion().orElseThrow();
        if (ingestion.lane() != Lane.DATA_CLOUD_STREAM) {
            throw new IllegalArgumentException(
                    parameters.sink() + " takes no messages: data-cloud-streaming-sink does");
        }
        return new MessageTarget(
                new StreamTarget(
                        ingestion.connector(),
                        ingestion.endpoint(),
                        parameters.operation() == SinkParameters.Operation.DELETE),
                new IngestionQueue(ingestion.connector(), parameters.object()),
                parameters.keyField().orElseThrow(),
                Optional.ofNullable(texts.get(SCHEMA)));
    }

    /** The version is not sent as such, so nobody else would notice a wrong name in time. */
    private static void checkVersion(SinkParameters parameters, Optional<ObjectSchema> schema) {
        Optional<String> version = parameters.ingestion().flatMap(IngestionParameters::version);
        if (schema.isPresent()
                && version.isPresent()
                && schema.get().field(version.get()).isEmpty()) {
            throw new IllegalArgumentException(
                    "%s version: the object %s has no field %s%s"
                            .formatted(
                                    parameters.sink(),
                                    parameters.object(),
                                    version.get(),
                                    NearestName.clause(version.get(), schema.get().fieldNames())));
        }
    }

    private static TargetStep target(
            SinkParameters parameters, Optional<ObjectSchema> schema, String key) {
        if (parameters.operation() == SinkParameters.Operation.UPSERT) {
            return SchemaStep.upsert(schema, key);
        }
        return parameters
                .ingestion()
                // A streaming delete has keys alone.
                .filter(ingestion -> ingestion.lane() != Lane.DATA_CLOUD_STREAM)
                .flatMap(IngestionParameters::version)
                .map(version -> Projection.keyAndVersion(schema, key, version))
                .orElseGet(() -> Projection.key(schema, key));
    }

    private <T> T find(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    private void set(String name, String text) {
        FormText.optional(text).ifPresent(value -> texts.put(name, value));
    }

    /** Name of the kamelet. */
    public void setSink(String name) {
        texts.put(SinkParameters.SINK, name);
    }

    public void setConnector(String text) {
        set("connector", text);
    }

    public void setObject(String text) {
        set("object", text);
    }

    public void setEndpoint(String text) {
        set("endpoint", text);
    }

    public void setOperation(String text) {
        set("operation", text);
    }

    public void setKey(String text) {
        set("key", text);
    }

    public void setVersion(String text) {
        set("version", text);
    }

    public void setSchema(String text) {
        set(SCHEMA, text);
    }

    public void setTable(String text) {
        set("table", text);
    }

    public void setConfirm(String text) {
        set("confirm", text);
    }

    public void setDuplicateKeys(String text) {
        set("duplicateKeys", text);
    }

    public void setRetries(String text) {
        set("retries", text);
    }

    public void setStreamBelow(String text) {
        set("streamBelow", text);
    }
}
