package io.saltroad.mapping;

import io.saltroad.export.ErpExportSource;
import io.saltroad.export.FeedFolder;
import io.saltroad.export.Records;
import io.saltroad.forms.FormText;
import io.saltroad.ledger.Export;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Variable;

/**
 * The bean behind the kamelet {@code mapping-action}. Its setter takes the form's parameter as the
 * user wrote it.
 */
public final class MappingAction implements CamelContextAware {

    private CamelContext context;
    private String mapping = "";

    /**
     * The same records, mapped. Nothing is read yet. A copy of the mapping goes into the work
     * folder of the export; once a delivery of it is committed, the copy rules, whatever the feed
     * says now.
     */
    public Records apply(@Body Records records, @Variable(ErpExportSource.EXPORT) Export export)
            throws IOException {
        Path copy = find(FeedFolder.class).copyFor(export, mapping, find(Ledger.class));
        return records.mapped(Mapping.load(copy));
    }

    private <T> T find(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }

    public void setMapping(String text) {
        mapping = FormText.read(text);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }
}
