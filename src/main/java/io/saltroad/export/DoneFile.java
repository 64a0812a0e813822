package io.saltroad.export;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/**
 * Name pattern of the file that an ERP writes when an export is complete, in Camel's simple
 * language: {@code ${file:name}.done} or {@code ${file:name.noext}.trg}.
 */
final class DoneFile {

    private final CamelContext context;
    private final Expression pattern;

    DoneFile(CamelContext context, String pattern) {
        this.context = context;
        this.pattern = context.resolveLanguage("simple").createExpression(pattern);
        this.pattern.init(context);
    }

    /** Name of the file that completes the export with this name. */
    String nameFor(String export) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, export);
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, export);
        return pattern.evaluate(exchange, String.class);
    }
}
