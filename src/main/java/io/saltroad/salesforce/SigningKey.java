package io.saltroad.salesforce;

import io.saltroad.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.support.jsse.KeyStoreParameters;

/**
 * The one key that signs the claims of the JWT flow.
 *
 * <p>The component takes a keystore only if it holds exactly one key. So we read the user's
 * keystore, choose the key, and hand over a keystore of that key alone. It is read anew for each
 * sign-in, so a renewed file needs no restart.
 */
final class SigningKey extends KeyStoreParameters {

    private static final String KEYSTORE = SalesforceSettings.PREFIX + "jwt-keystore";
    private static final String ALIAS = SalesforceSettings.PREFIX + "jwt-key-alias";

    private final Credentials.Jwt credentials;

    /**
     * @throws SettingsException if the keystore or the key in it cannot be used
     */
    SigningKey(Credentials.Jwt credentials) {
        this.credentials = credentials;
        setPassword(credentials.keystorePassword());
        createKeyStore();
    }

    @Override
    public KeyStore createKeyStore() {
        char[] password = credentials.keystorePassword().toCharArray();
        KeyStore all = open(credentials.keystore(), password);
        try {
            String alias = chosen(all);
            Key key = all.getKey(alias, password);
            if (!(key instanceof RSAPrivateKey)) {
                throw new SettingsException(
                        "%s = %s: the key %s is not an RSA key. Salesforce takes only RS256"
                                .formatted(KEYSTORE, credentials.keystore(), alias));
            }
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(alias, key, password, all.getCertificateChain(alias));
            return one;
        } catch (UnrecoverableKeyException e) {
            throw new SettingsException(
                    "%s = %s: the key has another password than the keystore. Give both the same"
                            .formatted(KEYSTORE, credentials.keystore()));
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingsException(
                    "%s = %s: the key cannot be read: %s"
                            .formatted(KEYSTORE, credentials.keystore(), e.getMessage()));
        }
    }

    private static KeyStore open(Path file, char[] password) {
        if (!Files.isRegularFile(file)) {
            throw new SettingsException("%s = %s: there is no such file".formatted(KEYSTORE, file));
        }
        try {
            // Finds out by itself whether the file is JKS or PKCS12.
            return KeyStore.getInstance(file.toFile(), password);
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingsException(
                    "%s = %s cannot be opened: it is not a JKS or PKCS12 keystore, or %s-password is wrong"
                            .formatted(KEYSTORE, file, KEYSTORE));
        }
    }

    private String chosen(KeyStore keystore) throws KeyStoreException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(keystore.aliases())) {
            if (keystore.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        Collections.sort(keys);
        if (keys.isEmpty()) {
            throw new SettingsException(
                    "%s = %s holds no private key".formatted(KEYSTORE, credentials.keystore()));
        }
        if (credentials.keyAlias().isPresent()) {
            String wanted = credentials.keyAlias().get();
            return keys.stream()
                    // Keystores do not look at the case of an alias.
                    .filter(wanted::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new SettingsException(
                                            "%s = %s is not in %s, which holds the keys %s"
                                                    .formatted(
                                                            ALIAS,
                                                            wanted,
                                                            credentials.keystore(),
                                                            keys)));
        }
        if (keys.size() > 1) {
            throw new SettingsException(
                    "%s = %s holds the keys %s. Choose one with %s"
                            .formatted(KEYSTORE, credentials.keystore(), keys, ALIAS));
        }
        return keys.get(0);
    }
}
