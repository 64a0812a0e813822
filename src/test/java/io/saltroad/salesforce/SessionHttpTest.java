package io.saltroad.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saltroad.settings.FrontDoor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A body of unknown length")
class SessionHttpTest {

    private static final byte[] HALF = "a record\n".repeat(30_000).getBytes(StandardCharsets.UTF_8);

    /** How a body in pieces ends. RFC 9112, section 7.1. */
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    /** The server has all that was sent up to now. */
    private final CountDownLatch arrived = new CountDownLatch(1);

    @Test
    void that_breaks_off_does_not_look_like_a_whole_one() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received =
                    CompletableFuture.supplyAsync(() -> receive(server));
            CloseableHttpClient client = client(server.getLocalPort());
            HttpPut put = new HttpPut("http://localhost:%d/".formatted(server.getLocalPort()));
            put.setEntity(new InputStreamEntity(new BreaksOff(), ContentType.TEXT_PLAIN));

            assertThatThrownBy(() -> client.execute(put, answer -> answer.getCode()))
                    .hasMessage("the other half is lost");

            assertThat(received.get())
                    .contains("Transfer-Encoding: chunked")
                    .doesNotContain(LAST_CHUNK);
        }
    }

    /** Half a body, which is through the wire when the other half is lost. */
    private final class BreaksOff extends InputStream {

        private boolean halfway;

        @Override
        public int read() {
            throw new UnsupportedOperationException("bytes are read in blocks");
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (halfway) {
                try {
                    arrived.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw new IOException("the other half is lost");
            }
            halfway = true;
            int taken = Math.min(count, HALF.length);
            System.arraycopy(HALF, 0, target, offset, taken);
            return taken;
        }
    }

    /** Takes a request and says go on, until the other end is silent for ever. */
    private String receive(ServerSocket server) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                boolean first = all.size() == 0;
                all.write(block, 0, n);
                if (first) {
                    socket.getOutputStream()
                            .write(
                                    "HTTP/1.1 100 Continue\r\n\r\n"
                                            .getBytes(StandardCharsets.UTF_8));
                } else if (all.size() > 1 << 17) {
                    arrived.countDown();
                }
            }
        } catch (IOException e) {
            // A connection that is reset is as good an end as any.
            arrived.countDown();
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static CloseableHttpClient client(int port) {
        URI org = URI.create("http://localhost:" + port);
        SalesforceSettings settings =
                SalesforceSettings.from(
                        FrontDoor.withDefaults()
                                .commandLine(
                                        Map.of(
                                                "saltroad.salesforce.sign-in", "access-token",
                                                "saltroad.salesforce.access-token", "00D!secret",
                                                "saltroad.salesforce.instance-url", org.toString()))
                                .open()
                                .settings());
        return SessionHttp.to(
                        "Salesforce",
                        new OneSession(new Session("00D!secret", org)),
                        settings,
                        new TestSignals(),
                        Clock.systemUTC(),
                        1,
                        1)
                .client();
    }

    private record OneSession(Session session) implements Sessions {

        @Override
        public Session renew(Session stale) {
            throw new IllegalStateException("there is no other");
        }

        @Override
        public boolean renewable() {
            return false;
        }
    }
}
