package io.saltroad.sandbox.soap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One call. Elements are found by their local names: every client has prefixes of its own.
 *
 * @param session the token in the SessionHeader, if there is one
 */
record SoapRequest(Element operation, Optional<String> session) {

    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";

    /**
     * Reads an envelope.
     *
     * @throws SoapFault if it is none
     */
    static SoapRequest read(byte[] body) {
        Document document = parse(body);
        NodeList bodies = document.getElementsByTagNameNS(ENVELOPE, "Body");
        for (int i = 0; i < bodies.getLength(); i++) {
            List<Element> operations = children((Element) bodies.item(i));
            if (!operations.isEmpty()) {
                NodeList sessions = document.getElementsByTagNameNS("*", "sessionId");
                return new SoapRequest(
                        operations.get(0),
                        sessions.getLength() == 0
                                ? Optional.empty()
                                : Optional.of(sessions.item(0).getTextContent().strip()));
            }
        }
        throw SoapFault.client("An operation was expected in the body of the envelope");
    }

    private static Document parse(byte[] body) {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // it would write to stderr
            return builder.parse(new ByteArrayInputStream(body));
        } catch (SAXException e) {
            throw SoapFault.client("The envelope cannot be read: " + e.getMessage());
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("every JDK reads XML from memory", e);
        }
    }

    String name() {
        return operation.getLocalName();
    }

    /** The namespace of the operation: that of the partner or of the enterprise WSDL. */
    String namespace() {
        return operation.getNamespaceURI();
    }

    /** The texts of the parameters of this name. */
    List<String> texts(String parameter) {
        return children(operation).stream()
                .filter(child -> parameter.equals(child.getLocalName()))
                .map(child -> child.getTextContent().strip())
                .toList();
    }

    /** The text of a parameter, empty if it is missing. */
    String text(String parameter) {
        return texts(parameter).stream().findFirst().orElse("");
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
