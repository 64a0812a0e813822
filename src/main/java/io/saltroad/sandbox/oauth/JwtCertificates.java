package io.saltroad.sandbox.oauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The certificates of the connected app: an assertion must be signed with the key of one of them.
 *
 * <p>None is built in. Put a PEM file into the folder {@code jwt-certificates} of the sandbox's
 * folder, or send it to the admin endpoint.
 */
public final class JwtCertificates {

    private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();

    /** Those that lie in this folder, if there is one. */
    public static JwtCertificates in(Path folder) {
        JwtCertificates known = new JwtCertificates();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
                for (Path file : files) {
                    try (InputStream in = Files.newInputStream(file)) {
                        known.register(in);
                    } catch (CertificateException e) {
                        throw new IllegalArgumentException(
                                file + " holds no certificate in PEM form: " + e.getMessage(), e);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return known;
    }

    /** Registers the certificates of a PEM text and returns their subjects. */
    public List<String> register(byte[] pem) throws CertificateException {
        return register(new ByteArrayInputStream(pem));
    }

    private List<String> register(InputStream pem) throws CertificateException {
        List<X509Certificate> added =
                CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        if (added.isEmpty()) {
            throw new CertificateException("no certificate found");
        }
        certificates.addAll(added);
        return added.stream().map(c -> c.getSubjectX500Principal().getName()).toList();
    }

    /** Whether one of the certificates' keys made this RS256 signature. */
    boolean signed(byte[] text, byte[] signature) {
        return certificates.stream().anyMatch(c -> signed(c.getPublicKey(), text, signature));
    }

    private static boolean signed(PublicKey key, byte[] text, byte[] signature) {
        try {
            Signature rs256 = Signature.getInstance("SHA256withRSA");
            rs256.initVerify(key);
            rs256.update(text);
            return rs256.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind, or no signature at all
        }
    }
}
