package io.saltroad.export;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/**
 * Name pattern of a file that an ERP writes beside an export, in Camel's simple language: {@code
 * ${file:name}.done} or {@code ${file:name.noext}.ctl}.
 */
final class CompanionFile {

    private final CamelContext context;
    private final Expression pattern;

    CompanionFile(CamelContext context, String pattern) {
        this.context = context;
        this.pattern = context.resolveLanguage("simple").createExpression(pattern);
        this.pattern.init(context);
    }

    /** Name of the file beside the export with this name. */
    String nameFor(String export) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, export);
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, export);
        return pattern.evaluate(exchange, String.class);
    }
}
