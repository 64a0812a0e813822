package io.saltroad.delivery;

import io.saltroad.export.ErpExportSource;
import io.saltroad.export.Records;
import io.saltroad.forms.FormText;
import io.saltroad.ledger.Export;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * The bean behind the kamelet {@code salesforce-bulk-sink}. Its setters take the form's parameters
 * as the user wrote them.
 */
public final class SalesforceBulkSink implements CamelContextAware {

    private final Map<String, String> texts = new TreeMap<>();
    private CamelContext context;

    /** Registers a delivery of the records. Nothing is read or sent yet; the body stays. */
    public void register(@Body Object body, Exchange exchange) {
        if (!(body instanceof Records records)) {
            throw new IllegalArgumentException(
                    "salesforce-bulk-sink takes a recipe of records from an erp-export-source, but"
                            + " the body is "
                            + (body == null ? "empty" : "a " + body.getClass().getName()));
        }
        Export export = exchange.getVariable(ErpExportSource.EXPORT, Export.class);
        context.getRegistry()
                .findSingleByType(Registration.class)
                .register(export, SinkOrdinal.next(exchange), texts, records);
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

    public void setObject(String text) {
        set("object", text);
    }

    public void setOperation(String text) {
        set("operation", text);
    }

    public void setExternalIdField(String text) {
        set("externalIdField", text);
    }

    public void setDuplicateKeys(String text) {
        set("duplicateKeys", text);
    }

    public void setColumnDelimiter(String text) {
        set("columnDelimiter", text);
    }

    public void setLineEnding(String text) {
        set("lineEnding", text);
    }

    public void setEmbeddedLineEnd(String text) {
        set("embeddedLineEnd", text);
    }

    public void setAssignmentRuleId(String text) {
        set("assignmentRuleId", text);
    }

    public void setParallelUploads(String text) {
        set("parallelUploads", text);
    }

    public void setRetries(String text) {
        set("retries", text);
    }

    public void setReceipts(String text) {
        set("receipts", text);
    }
}
