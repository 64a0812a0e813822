package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The signing key")
class SigningKeyTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"JKS", "PKCS12"})
    void is_the_only_key_of_a_keystore_of_either_type(String type) throws Exception {
        Path keystore = TestKeys.addKey(folder.resolve("keys"), type, "only", "RSA", "localhost");

        assertThat(Collections.list(key(keystore, "").createKeyStore().aliases()))
                .containsExactly("only");
    }

    @Test
    void is_the_one_with_the_alias_if_there_are_several() throws Exception {
        Path keystore = TestKeys.addRsaKey(folder.resolve("keys.p12"), "first");
        TestKeys.addRsaKey(keystore, "second");

        KeyStore chosen = key(keystore, "Second").createKeyStore();

        assertThat(Collections.list(chosen.aliases())).containsExactly("second");
        assertThat(chosen.getCertificate("second"))
                .isEqualTo(TestKeys.open(keystore).getCertificate("second"));
    }

    @Test
    void must_be_chosen_if_there_are_several() {
        Path keystore = TestKeys.addRsaKey(folder.resolve("keys.p12"), "second");
        TestKeys.addRsaKey(keystore, "first");

        assertThatThrownBy(() -> key(keystore, ""))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "saltroad.salesforce.jwt-keystore = %s holds the keys [first, second]. Choose one with saltroad.salesforce.jwt-key-alias",
                        keystore);
    }

    @Test
    void is_missed_with_a_list_of_those_there_are() {
        Path keystore = TestKeys.addRsaKey(folder.resolve("keys.p12"), "first");

        assertThatThrownBy(() -> key(keystore, "third"))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "saltroad.salesforce.jwt-key-alias = third is not in %s, which holds the keys [first]",
                        keystore);
    }

    @Test
    void must_be_an_rsa_key() {
        Path keystore =
                TestKeys.addKey(folder.resolve("keys"), "PKCS12", "curve", "EC", "localhost");

        assertThatThrownBy(() -> key(keystore, ""))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith(
                        "the key curve is not an RSA key. Salesforce takes only RS256");
    }

    @Test
    void cannot_come_from_a_missing_file() {
        assertThatThrownBy(() -> key(folder.resolve("none"), ""))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("none: there is no such file");
    }

    @Test
    void cannot_come_from_something_else_or_with_a_wrong_password() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.pem"), "-----BEGIN PRIVATE KEY-----");

        assertThatThrownBy(() -> key(file, ""))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith(
                        "cannot be opened: it is not a JKS or PKCS12 keystore, or saltroad.salesforce.jwt-keystore-password is wrong");
    }

    private static SigningKey key(Path keystore, String alias) {
        return new SigningKey(
                new Credentials.Jwt(
                        "app",
                        "user",
                        keystore,
                        TestKeys.PASSWORD,
                        Optional.of(alias).filter(text -> !text.isEmpty())));
    }
}
