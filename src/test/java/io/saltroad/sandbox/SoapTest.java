package io.saltroad.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The SOAP API")
class SoapTest {

    @RegisterExtension static final SandboxExtension ORG = new SandboxExtension();

    private final SandboxClient client = ORG.client();
    private final SandboxCredentials known = ORG.sandbox().credentials();

    @ParameterizedTest
    @CsvSource({
        "u, urn:partner.soap.sforce.com",
        "c, urn:enterprise.soap.sforce.com",
    })
    void opens_a_session_that_the_other_APIs_take(String wsdl, String namespace) {
        HttpResponse<String> answer =
                call(
                        "/services/Soap/" + wsdl + "/59.0/",
                        "",
                        login(namespace, known.password() + known.securityToken()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/xml;charset=UTF-8");
        assertThat(answer.body())
                .contains("xmlns=\"" + namespace + "\"")
                .contains("<loginResponse><result><metadataServerUrl>")
                .contains("<passwordExpired>false</passwordExpired>")
                .contains("<organizationName>Saltroad Sandbox</organizationName>")
                .contains("<roleId xsi:nil=\"true\"></roleId>");
        assertThat(text(answer, "serverUrl"))
                .startsWith(ORG.sandbox().uri() + "/services/Soap/" + wsdl + "/59.0/00D");
        client.withToken(text(answer, "sessionId"));
        assertThat(client.get(SandboxClient.DATA + "/limits").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "64.0, wrong, INVALID_LOGIN",
        "65.0, right, INVALID_OPERATION",
        "30.0, right, UNSUPPORTED_API_VERSION",
    })
    void refuses_a_login_with_a_fault(String version, String secret, String code) {
        String password = secret.equals("right") ? known.password() : secret;

        HttpResponse<String> answer =
                call("/services/Soap/u/" + version, "", login(PARTNER, password));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("<faultcode>sf:" + code + "</faultcode>")
                .contains("<sf:exceptionCode>" + code + "</sf:exceptionCode>")
                .contains("xmlns:sf=\"urn:fault.partner.soap.sforce.com\"");
    }

    @Test
    void tells_who_one_is_and_what_there_is() {
        String session = ORG.newSession();

        assertThat(call(PATH, session, "<getUserInfo xmlns=\"" + PARTNER + "\"/>").body())
                .contains("<getUserInfoResponse><result><accessibilityMode>")
                .contains("<userName>" + known.username() + "</userName>");
        assertThat(call(PATH, session, "<describeGlobal xmlns=\"" + PARTNER + "\"/>").body())
                .contains("<maxBatchSize>200</maxBatchSize><sobjects><activateable>")
                .contains("<name>Account</name>");
        assertThat(
                        call(
                                        PATH,
                                        session,
                                        "<p:describeSObjects xmlns:p=\""
                                                + PARTNER
                                                + "\"><p:sObjectType>Account</p:sObjectType>"
                                                + "<p:sObjectType>Contact</p:sObjectType>"
                                                + "</p:describeSObjects>")
                                .body())
                .contains("<result><activateable>false</activateable>")
                .contains("<externalId>true</externalId>")
                .contains("<name>ERP_Number__c</name>")
                .contains("<keyPrefix>003</keyPrefix>");
        assertThat(
                        call(
                                        PATH,
                                        session,
                                        "<describeSObject xmlns=\""
                                                + PARTNER
                                                + "\"><sObjectType>Nothing__c</sObjectType>"
                                                + "</describeSObject>")
                                .body())
                .contains("<sf:InvalidSObjectFault xsi:type=\"sf:InvalidSObjectFault\">")
                .contains("INVALID_TYPE");
    }

    @Test
    void ends_a_session() {
        String session = ORG.newSession();
        String logout = "<logout xmlns=\"" + PARTNER + "\"/>";

        assertThat(call(PATH, session, logout).statusCode()).isEqualTo(200);
        HttpResponse<String> again = call(PATH, session, logout);

        assertThat(again.statusCode()).isEqualTo(500);
        assertThat(again.body()).contains("INVALID_SESSION_ID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<create xmlns='urn:partner.soap.sforce.com'/> | No operation available",
                "no XML & | cannot be read",
                "'' | An operation was expected",
            })
    void says_what_it_does_not_understand(String body, String message) {
        HttpResponse<String> answer = call(PATH, ORG.newSession(), body);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("<faultstring>").contains(message);
    }

    @Test
    void reads_no_files_for_whoever_asks() {
        HttpResponse<String> answer =
                client.send(
                        PATH,
                        r ->
                                r.POST(
                                        BodyPublishers.ofString(
                                                "<!DOCTYPE e [<!ENTITY x SYSTEM"
                                                        + " \"file:///etc/passwd\">]>"
                                                        + envelope("", "<login>&x;</login>"))));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("DOCTYPE is disallowed").doesNotContain("root:");
    }

    // ---- ----------------------------------------------------------------------------------------

    private static final String PARTNER = "urn:partner.soap.sforce.com";
    private static final String PATH = "/services/Soap/u/64.0";

    private String login(String namespace, String password) {
        return "<login xmlns=\"%s\"><username>%s</username><password>%s</password></login>"
                .formatted(namespace, known.username(), password);
    }

    private static String envelope(String session, String body) {
        return """
        <env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header>\
        <SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>%s</sessionId></SessionHeader>\
        </env:Header><env:Body>%s</env:Body></env:Envelope>\
        """
                .formatted(session, body);
    }

    private HttpResponse<String> call(String path, String session, String body) {
        return client.send(
                path,
                r ->
                        r.POST(BodyPublishers.ofString(envelope(session, body)))
                                .header("Content-Type", "text/xml; charset=UTF-8")
                                .header("SOAPAction", "\"\""));
    }

    private static String text(HttpResponse<String> answer, String element) {
        Matcher matcher =
                Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(element)).matcher(answer.body());
        assertThat(matcher.find()).as(answer.body()).isTrue();
        return matcher.group(1);
    }
}
