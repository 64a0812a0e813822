package io.saltroad.sandbox.soap;

import io.saltroad.sandbox.web.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes an envelope. Names have their prefixes in them, since clients look for these very ones.
 */
final class SoapXml {

    static final String PARTNER = "urn:partner.soap.sforce.com";
    static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    /** The element whose type the WSDL leaves open; strict readers want to be told. */
    private static final String ANY_TYPE = "defaultValue";

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newInstance();

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;
    private int open;

    SoapXml() {
        try {
            xml = FACTORY.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /**
     * Begins the answer of an operation.
     *
     * @param api the namespace of its WSDL
     */
    static SoapXml response(String operation, String api) {
        return new SoapXml()
                .begin("soapenv:Envelope")
                .attribute("xmlns:soapenv", ENVELOPE)
                .attribute("xmlns", api)
                .attribute("xmlns:xsi", INSTANCE)
                .attribute("xmlns:xsd", "http://www.w3.org/2001/XMLSchema")
                .begin("soapenv:Body")
                .begin(operation + "Response");
    }

    SoapXml begin(String name) {
        try {
            xml.writeStartElement(name);
            open++;
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    SoapXml attribute(String name, String value) {
        try {
            xml.writeAttribute(name, value);
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Closes the latest element that was begun. */
    SoapXml close() {
        try {
            xml.writeEndElement();
            open--;
            return this;
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
    }

    /** Closes all. */
    SoapXml end() {
        while (open > 0) {
            close();
        }
        return this;
    }

    /** One element for each field, in their order; of a list one for each member. */
    SoapXml fields(JsonObject fields) {
        for (Map.Entry<String, Object> field : fields) {
            if (field.getValue() instanceof JsonArray list) {
                list.forEach(member -> element(field.getKey(), member));
            } else {
                element(field.getKey(), field.getValue());
            }
        }
        return this;
    }

    private void element(String name, Object value) {
        begin(name);
        try {
            if (value instanceof JsonObject fields) {
                fields(fields);
            } else if (value == null) {
                xml.writeAttribute("xsi:nil", "true");
            } else if (name.equals(ANY_TYPE)) {
                xml.writeAttribute("xsi:type", "xsd:" + type(value));
                xml.writeCharacters(value.toString());
            } else {
                xml.writeCharacters(value.toString());
            }
        } catch (XMLStreamException e) {
            throw impossible(e);
        }
        close();
    }

    private static String type(Object value) {
        return value instanceof Boolean ? "boolean" : "string";
    }

    Answer answer(int status) {
        return new Answer(
                status,
                Map.of("Content-Type", "text/xml;charset=UTF-8"),
                Buffer.buffer(text.toString()));
    }

    private static IllegalStateException impossible(XMLStreamException e) {
        return new IllegalStateException("writing XML to memory failed", e);
    }
}
