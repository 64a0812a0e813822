package io.saltroad;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.datacloud.DataCloudSettings;
import io.saltroad.delivery.Deadline;
import io.saltroad.delivery.FollowUpSettings;
import io.saltroad.delivery.NoticeAddress;
import io.saltroad.export.Folders;
import io.saltroad.ledger.LedgerSettings;
import io.saltroad.messages.MessageSettings;
import io.saltroad.salesforce.GateSettings;
import io.saltroad.salesforce.SalesforceSettings;
import io.saltroad.salesforce.SignIn;
import io.saltroad.salesforce.bulk.BulkSettings;
import io.saltroad.settings.FrontDoor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every key of application.properties")
class EverySettingTest {

    @Test
    void is_read_by_somebody() {
        Set<String> readByNobody =
                Arrays.stream(SignIn.values())
                        .map(EverySettingTest::unreadWith)
                        .reduce(
                                (one, other) -> {
                                    Set<String> both = new TreeSet<>(one);
                                    both.retainAll(other);
                                    return both;
                                })
                        .orElseThrow();

        assertThat(readByNobody).isEmpty();
    }

    /** Each way to sign in reads the keys it needs. */
    private static Set<String> unreadWith(SignIn way) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key :
                Set.of(
                        "client-id",
                        "client-secret",
                        "username",
                        "password",
                        "security-token",
                        "refresh-token",
                        "access-token",
                        "jwt-keystore",
                        "jwt-keystore-password",
                        "jwt-key-alias")) {
            values.put("saltroad.salesforce." + key, "value");
        }
        values.put("saltroad.salesforce.login-url", "https://example.my.salesforce.com");
        values.put("saltroad.salesforce.instance-url", "https://example.my.salesforce.com");
        values.put("saltroad.salesforce.sign-in", way.word());
        var settings = FrontDoor.withDefaults().commandLine(values).open().settings();
        FollowUpSettings.from(settings);
        Folders.from(settings);
        LedgerSettings.from(settings);
        BulkSettings.from(settings);
        DataCloudSettings.from(settings);
        MessageSettings.from(settings);
        SalesforceSettings.from(settings);
        GateSettings.from(settings);
        Deadline.limit(settings);
        NoticeAddress.from(settings);
        settings.text("saltroad.pick-up.interval");
        settings.flag("saltroad.salesforce.exclusive-user");
        return settings.unread().stream().collect(Collectors.toSet());
    }
}
