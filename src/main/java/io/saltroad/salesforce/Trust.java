package io.saltroad.salesforce;

import io.saltroad.settings.SettingsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom we trust at the other end of a TLS connection: those the JDK trusts, and the certificates of
 * {@code saltroad.salesforce.trusted-certificates}. Host names are checked in any case; that is
 * left to the clients, which do it unless told otherwise.
 */
final class Trust {

    private static final String KEY = SalesforceSettings.PREFIX + "trusted-certificates";

    private Trust() {}

    /**
     * @param certificates PEM file with one or more certificates
     * @throws SettingsException if the file cannot be read or holds anything else
     */
    static SSLContext context(Optional<Path> certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null, certificates.isPresent() ? jdkAnd(read(certificates.get())) : null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) {
        Collection<? extends Certificate> certificates;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (IOException e) {
            throw new SettingsException(
                    "%s = %s cannot be read (%s). Expected a PEM file with one or more certificates"
                            .formatted(KEY, file, e.getClass().getSimpleName()));
        } catch (CertificateException e) {
            throw notCertificates(file);
        }
        if (certificates.isEmpty()) {
            throw notCertificates(file);
        }
        return certificates;
    }

    private static SettingsException notCertificates(Path file) {
        return new SettingsException(
                "%s = %s is not a PEM file with one or more certificates (-----BEGIN CERTIFICATE-----)"
                        .formatted(KEY, file));
    }

    private static TrustManager[] jdkAnd(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int number = 0;
        for (X509Certificate certificate : trustedByTheJdk()) {
            anchors.setCertificateEntry("jdk-" + number++, certificate);
        }
        for (Certificate certificate : certificates) {
            anchors.setCertificateEntry("settings-" + number++, certificate);
        }
        return managers(anchors);
    }

    private static X509Certificate[] trustedByTheJdk() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    /**
     * @param anchors null for the JDK's own, or those of {@code javax.net.ssl.trustStore}
     */
    private static TrustManager[] managers(KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
