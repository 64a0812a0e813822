package io.saltroad.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a file is really written in.
 *
 * @param charset always one with a fixed byte order
 * @param markLength bytes of the byte order mark at the start of the file; 0 if there is none
 */
public record Encoding(Charset charset, int markLength) {

    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_16LE_MARK = {(byte) 0xFF, (byte) 0xFE};
    private static final byte[] UTF_16BE_MARK = {(byte) 0xFE, (byte) 0xFF};

    /**
     * A byte order mark decides; without one the declared charset does.
     *
     * @throws ExportException if it is UTF-16 and nothing says which byte comes first
     */
    public static Encoding of(Path file, Charset declared) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(UTF_8_MARK.length);
        }
        if (startsWith(start, UTF_8_MARK)) {
            return new Encoding(StandardCharsets.UTF_8, UTF_8_MARK.length);
        }
        if (startsWith(start, UTF_16LE_MARK)) {
            return new Encoding(StandardCharsets.UTF_16LE, UTF_16LE_MARK.length);
        }
        if (startsWith(start, UTF_16BE_MARK)) {
            return new Encoding(StandardCharsets.UTF_16BE, UTF_16BE_MARK.length);
        }
        if (declared.equals(StandardCharsets.UTF_16) && start.length > 0) {
            throw ExportException.at(
                    file,
                    FilePosition.START,
                    ExportException.Code.UNREADABLE_CHARSET,
                    "UTF-16 without a byte order mark",
                    "Declare charset UTF-16LE or UTF-16BE");
        }
        return new Encoding(declared, 0);
    }

    private static boolean startsWith(byte[] start, byte[] mark) {
        return start.length >= mark.length
                && Arrays.equals(start, 0, mark.length, mark, 0, mark.length);
    }
}
