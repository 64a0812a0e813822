package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Makes keystores and certificates with the JDK's own keytool. */
public final class TestKeys {

    public static final String PASSWORD = "keystore-password";

    private TestKeys() {}

    /** Adds a key with a certificate of its own for the host to a keystore. */
    static Path addKey(Path keystore, String type, String alias, String algorithm, String host) {
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-validity",
                "2",
                "-keystore",
                keystore.toString(),
                "-storetype",
                type,
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD);
        return keystore;
    }

    public static Path addRsaKey(Path keystore, String alias) {
        return addKey(keystore, "PKCS12", alias, "RSA", "localhost");
    }

    /** Writes the certificate of a key as PEM. */
    static Path exportPem(Path keystore, String alias, Path pem) {
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                alias,
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                pem.toString());
        return pem;
    }

    static KeyStore open(Path keystore) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
    }

    /** For a server that shows the keystore's certificate. */
    static SSLContext server(Path keystore) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(open(keystore), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
