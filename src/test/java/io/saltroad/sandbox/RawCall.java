package io.saltroad.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A call whose every byte one sees, which HTTP clients hide. */
final class RawCall {

    private RawCall() {}

    /**
     * Sends lines, and a body after an empty line; then reads until the sandbox hangs up.
     *
     * @param lines request line and headers
     */
    static String ask(URI sandbox, String... lines) throws IOException {
        try (Socket socket = open(sandbox)) {
            send(socket, "", lines);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends a part of a body and hangs up. */
    static void breakOff(URI sandbox, String body, String... lines) throws IOException {
        try (Socket socket = open(sandbox)) {
            send(socket, body, lines);
        }
    }

    private static Socket open(URI sandbox) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), sandbox.getPort());
    }

    private static void send(Socket socket, String body, String... lines) throws IOException {
        String head = String.join("\r\n", lines) + "\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }
}
