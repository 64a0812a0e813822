package io.saltroad.forms;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The bean behind the test's kamelet {@code recording-action}: tells what arrived, as the beans of
 * our own kamelets would read it.
 */
public final class TextRecorder implements CamelContextAware {

    /** Name of the list in the registry that a text is added to with each message. */
    static final String HEARD = "heard";

    private CamelContext context;
    private String text = "";

    public void setText(String text) {
        this.text = FormText.read(text);
    }

    /** Adds the text to what was heard. */
    @SuppressWarnings("unchecked")
    public void tell() {
        context.getRegistry().lookupByNameAndType(HEARD, List.class).add(text);
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
