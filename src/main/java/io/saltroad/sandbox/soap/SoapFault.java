package io.saltroad.sandbox.soap;

import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Refusal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * A refusal as SOAP writes it: status 500, {@code exceptionCode} and {@code exceptionMessage} with
 * the very prefix {@code sf:}, which simple_salesforce looks for.
 */
final class SoapFault extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String type;
    private final String code;

    private SoapFault(String type, String code, String message) {
        super(message);
        this.type = type;
        this.code = code;
    }

    static SoapFault badLogin() {
        return new SoapFault(
                "LoginFault",
                "INVALID_LOGIN",
                "Invalid username, password, security token; or user locked out.");
    }

    static SoapFault deadSession() {
        return new SoapFault(
                "UnexpectedErrorFault",
                "INVALID_SESSION_ID",
                "Invalid Session ID found in SessionHeader: Illegal Session");
    }

    /** That login is gone from 65.0 on is documented; code and wording of what is said are ours. */
    static SoapFault noLogin(int version) {
        return new SoapFault(
                "UnexpectedErrorFault",
                "INVALID_OPERATION",
                "login() is not there in version %d.0; the last one that has it is 64.0"
                        .formatted(version));
    }

    static SoapFault retired(int version) {
        return new SoapFault(
                "UnexpectedErrorFault",
                "UNSUPPORTED_API_VERSION",
                "API version %d.0 is not served".formatted(version));
    }

    static SoapFault unknownType(String object) {
        return new SoapFault(
                "InvalidSObjectFault",
                "INVALID_TYPE",
                "sObject type '%s' is not supported.".formatted(object));
    }

    static SoapFault unknownOperation(String operation) {
        return client("No operation available for request {%s}".formatted(operation));
    }

    /** A mistake of the caller. */
    static SoapFault client(String message) {
        return new SoapFault("UnexpectedErrorFault", "UNKNOWN_EXCEPTION", message);
    }

    @Override
    public Answer answer(RoutingContext ctx) {
        return answer(SoapXml.PARTNER);
    }

    /**
     * The fault in the words of a WSDL.
     *
     * @param api the namespace of its operations
     */
    Answer answer(String api) {
        SoapXml xml = new SoapXml();
        xml.begin("soapenv:Envelope")
                .attribute("xmlns:soapenv", SoapXml.ENVELOPE)
                .attribute("xmlns:sf", api.replace("urn:", "urn:fault."))
                .attribute("xmlns:xsi", SoapXml.INSTANCE);
        xml.begin("soapenv:Body").begin("soapenv:Fault");
        xml.fields(
                new JsonObject()
                        .put("faultcode", "sf:" + code)
                        .put("faultstring", code + ": " + getMessage()));
        xml.begin("detail")
                .begin("sf:" + type)
                .attribute("xsi:type", "sf:" + type)
                .fields(
                        new JsonObject()
                                .put("sf:exceptionCode", code)
                                .put("sf:exceptionMessage", getMessage()));
        return xml.end().answer(500);
    }
}
