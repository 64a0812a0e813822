package io.saltroad.sandbox.soap;

import io.saltroad.sandbox.limit.OrgLimits;
import io.saltroad.sandbox.oauth.Sessions;
import io.saltroad.sandbox.org.ObjectDefinition;
import io.saltroad.sandbox.org.OrgStore;
import io.saltroad.sandbox.org.Organization;
import io.saltroad.sandbox.rest.Describe;
import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.Call;
import io.saltroad.sandbox.web.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code /services/Soap/u/NN.0} (partner) and {@code /services/Soap/c/NN.0} (enterprise): login,
 * logout, getUserInfo, getServerTimestamp, describeGlobal, describeSObject, describeSObjects.
 *
 * <p>Clients of the Bulk and REST APIs sign in here with user name, password and security token
 * (jsforce, simple_salesforce, simpleforce) or look at objects here (Data Loader). {@code login} is
 * there up to 64.0. Source: SOAP API Developer Guide, chapters of the same names; forms of requests
 * as those clients send them.
 */
public final class SoapEndpoints {

    private static final int OLDEST = 31;
    private static final int NEWEST = 67;
    private static final int LAST_LOGIN = 64;

    /** What {@code describe} has in JSON and the WSDL has not. */
    private static final Set<String> ONLY_JSON = Set.of("urls");

    private final OrgStore store;
    private final Sessions sessions;
    private final OrgLimits limits;
    private final Clock clock;

    public SoapEndpoints(OrgStore store, Sessions sessions, OrgLimits limits, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.limits = limits;
        this.clock = clock;
    }

    public void serve(Resources resources) {
        for (String wsdl : new String[] {"u", "c"}) {
            String path = "/services/Soap/" + wsdl + "/:version";
            resources.at(path).post(this::answer).done();
            // serverUrl ends in the id of the org.
            resources.at(path + "/:org").post(this::answer).done();
        }
    }

    private Answer answer(Call call) {
        String api = SoapXml.PARTNER;
        try {
            SoapRequest request = SoapRequest.read(call.body().getBytes());
            api = Optional.ofNullable(request.namespace()).orElse(api);
            return answer(call, request, version(call), api);
        } catch (SoapFault fault) {
            return fault.answer(api);
        }
    }

    private static int version(Call call) {
        String text = call.path("version");
        int version = text.matches("\\d\\d(\\.0)?") ? Integer.parseInt(text.substring(0, 2)) : 0;
        if (version < OLDEST || version > NEWEST) {
            throw SoapFault.retired(version);
        }
        return version;
    }

    private Answer answer(Call call, SoapRequest request, int version, String api) {
        SoapXml xml = SoapXml.response(request.name(), api);
        if (request.name().equals("login")) {
            return login(call, request, version, xml);
        }
        Sessions.Session session =
                request.session().flatMap(sessions::use).orElseThrow(SoapFault::deadSession);
        limits.countRequest();
        switch (request.name()) {
            case "logout" -> sessions.revoke(session.token());
            case "getUserInfo" -> xml.begin("result").fields(userInfo(session.userId()));
            case "getServerTimestamp" ->
                    xml.begin("result")
                            .fields(
                                    new JsonObject()
                                            .put(
                                                    "timestamp",
                                                    clock.instant()
                                                            .truncatedTo(ChronoUnit.MILLIS)
                                                            .toString()));
            case "describeGlobal" -> describeGlobal(xml, version);
            case "describeSObject" -> describe(xml, request.text("sObjectType"), version);
            case "describeSObjects" ->
                    request.texts("sObjectType").forEach(object -> describe(xml, object, version));
            default -> throw SoapFault.unknownOperation(request.name());
        }
        return xml.end().answer(200);
    }

    private Answer login(Call call, SoapRequest request, int version, SoapXml xml) {
        if (version > LAST_LOGIN) {
            throw SoapFault.noLogin(version);
        }
        Organization org = store.organization();
        if (!org.accepts(request.text("username"), request.text("password"))) {
            throw SoapFault.badLogin();
        }
        Sessions.Session session = sessions.open();
        String base = call.base() + "/services/Soap/";
        String end = "/%d.0/%s".formatted(version, org.id().substring(0, 15));
        String wsdl = call.request().path().contains("/Soap/c/") ? "c" : "u";
        xml.begin("result")
                .fields(
                        new JsonObject()
                                .put("metadataServerUrl", base + "m" + end)
                                .put("passwordExpired", false)
                                .put("sandbox", true)
                                .put("serverUrl", base + wsdl + end)
                                .put("sessionId", session.token())
                                .put("userId", session.userId())
                                .put("userInfo", userInfo(session.userId())));
        return xml.end().answer(200);
    }

    /** All that there is in the WSDL, since it is bound strictly; in its order. */
    private JsonObject userInfo(String userId) {
        Organization org = store.organization();
        return new JsonObject()
                .put("accessibilityMode", false)
                .put("chatterExternal", false)
                .put("currencySymbol", "$")
                .put("orgAttachmentFileSizeLimit", 5_242_880)
                .put("orgDefaultCurrencyIsoCode", "USD")
                .put("orgDefaultCurrencyLocale", "en_US")
                .put("orgDisallowHtmlAttachments", false)
                .put("orgHasPersonAccounts", false)
                .put("organizationId", org.id())
                .put("organizationMultiCurrency", false)
                .put("organizationName", org.name())
                .put("profileId", "00e5f0000000001AAA")
                .put("roleId", null)
                .put("sessionSecondsValid", sessions.lifetime().toSeconds())
                .put("userDefaultCurrencyIsoCode", null)
                .put("userEmail", org.email())
                .put("userFullName", org.firstName() + " " + org.lastName())
                .put("userId", userId)
                .put("userLanguage", "en_US")
                .put("userLocale", "en_US")
                .put("userName", org.username())
                .put("userTimeZone", "GMT")
                .put("userType", "Standard")
                .put("userUiSkin", "Theme3");
    }

    private void describeGlobal(SoapXml xml, int version) {
        JsonArray objects = new JsonArray();
        for (ObjectDefinition object : store.catalog().objects()) {
            objects.add(sorted(Describe.brief(object, version + ".0")));
        }
        xml.begin("result")
                .fields(
                        new JsonObject()
                                .put("encoding", "UTF-8")
                                .put("maxBatchSize", 200)
                                .put("sobjects", objects));
    }

    private void describe(SoapXml xml, String name, int version) {
        ObjectDefinition object =
                store.catalog().find(name).orElseThrow(() -> SoapFault.unknownType(name));
        xml.begin("result").fields(sorted(Describe.full(object, version + ".0"))).close();
    }

    /** In the order of the WSDL, which is that of the names. */
    private static JsonObject sorted(JsonObject json) {
        JsonObject sorted = new JsonObject();
        new TreeMap<>(json.getMap())
                .forEach(
                        (name, value) -> {
                            // An element that may be missing is missed rather than nil.
                            if (value != null && !ONLY_JSON.contains(name)) {
                                sorted.put(name, sorted(value));
                            }
                        });
        return sorted;
    }

    private static Object sorted(Object value) {
        if (value instanceof JsonObject json) {
            return sorted(json);
        }
        if (value instanceof JsonArray list) {
            return new JsonArray(list.stream().map(SoapEndpoints::sorted).toList());
        }
        return value;
    }
}
