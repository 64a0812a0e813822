package io.saltroad.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sandbox's self-signed certificate, for {@code localhost} and {@code 127.0.0.1}.
 *
 * <p>It is made by the JDK's own {@code keytool}: Java has no public API for it, and the generator
 * that comes with Netty needs BouncyCastle on Java 17 and writes no alternative names, without
 * which no client of today takes a certificate.
 *
 * @param keystore PKCS#12, with {@link #PASSWORD}
 * @param pem the certificate alone, for clients to trust
 */
record SandboxCertificate(Path keystore, Path pem) {

    /** Protects nothing: the key is worthless outside of this sandbox. */
    static final String PASSWORD = "sandbox";

    private static final String ALIAS = "sandbox";
    private static final long PATIENCE_SECONDS = 60;

    /** The certificate in this folder; a new one if there is none or it has expired. */
    static SandboxCertificate in(Path folder, Clock clock) {
        SandboxCertificate certificate =
                new SandboxCertificate(
                        folder.resolve("tls.p12"), folder.resolve("sandbox-certificate.pem"));
        try {
            if (!certificate.isValid(clock)) {
                certificate.make();
            }
            return certificate;
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot make its certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The sandbox cannot make its certificate", e);
        }
    }

    private boolean isValid(Clock clock) throws IOException, GeneralSecurityException {
        return Files.exists(keystore)
                && Files.exists(pem)
                && read().getNotAfter().toInstant().isAfter(clock.instant());
    }

    private X509Certificate read() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return (X509Certificate) store.getCertificate(ALIAS);
    }

    private void make() throws IOException, GeneralSecurityException {
        Files.deleteIfExists(keystore);
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool.toString(),
                                        "-genkeypair",
                                        "-alias",
                                        ALIAS,
                                        "-keyalg",
                                        "RSA",
                                        "-keysize",
                                        "2048",
                                        "-validity",
                                        "825",
                                        "-dname",
                                        "CN=localhost, O=Saltroad sandbox",
                                        "-ext",
                                        "san=dns:localhost,ip:127.0.0.1",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        keystore.toString(),
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroy();
                throw new IOException(keytool + " failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + keytool + " was running", e);
        }
        writePem();
    }

    private void writePem() throws IOException, GeneralSecurityException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        try (OutputStream out = Files.newOutputStream(pem)) {
            out.write("-----BEGIN CERTIFICATE-----\n".getBytes(StandardCharsets.US_ASCII));
            out.write(lines.encode(read().getEncoded()));
            out.write("\n-----END CERTIFICATE-----\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
