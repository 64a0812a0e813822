package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of trusted certificates")
class TrustTest {

    @TempDir Path folder;

    @Test
    void may_hold_several_certificates() throws Exception {
        Path first = TestKeys.addRsaKey(folder.resolve("first.p12"), "key");
        Path second = TestKeys.addRsaKey(folder.resolve("second.p12"), "key");
        Path both = folder.resolve("both.pem");
        Files.writeString(
                both,
                Files.readString(TestKeys.exportPem(first, "key", folder.resolve("1.pem")))
                        + Files.readString(
                                TestKeys.exportPem(second, "key", folder.resolve("2.pem"))));

        assertThatCode(() -> Trust.context(Optional.of(both))).doesNotThrowAnyException();
    }

    @Test
    void must_be_there() {
        Path missing = folder.resolve("ca.pem");

        assertThatThrownBy(() -> Trust.context(Optional.of(missing)))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "saltroad.salesforce.trusted-certificates = %s cannot be read (NoSuchFileException). Expected a PEM file with one or more certificates",
                        missing);
    }

    @Test
    void must_not_be_empty() throws Exception {
        Path empty = Files.createFile(folder.resolve("ca.pem"));

        assertThatThrownBy(() -> Trust.context(Optional.of(empty)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not a PEM file");
    }

    @Test
    void must_hold_certificates() throws Exception {
        Path key =
                Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nMIIE\n");

        assertThatThrownBy(() -> Trust.context(Optional.of(key)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not a PEM file with one or more certificates");
    }
}
