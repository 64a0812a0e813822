package io.saltroad.delivery;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.export.Records;
import io.saltroad.ledger.Delivery;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that decides which bytes are sent, in the one text that the ledger keeps of it. */
final class Fingerprint {

    private static final Pattern PARTS =
            Pattern.compile(
                    "\\{.*?} chunk=(?<chunk>\\d+) program=.*? records=(?<records>.*)",
                    Pattern.DOTALL);

    private Fingerprint() {}

    /**
     * @param texts what the sink asks for
     * @param program its version: another one may cut or map differently
     */
    static String of(Map<String, String> texts, ChunkSize size, String program, Records records) {
        return "%s chunk=%d program=%s records=%s"
                .formatted(new TreeMap<>(texts), size.bytes(), program, records.fingerprint());
    }

    /** The size that a delivery was registered with, which its chunks were cut by. */
    static Optional<ChunkSize> chunkSize(Delivery delivery) {
        return part(delivery, "chunk").map(Long::valueOf).map(ChunkSize::new);
    }

    /** Whether a delivery was registered with records that were read and mapped like these. */
    static boolean isOf(Delivery delivery, Records records) {
        return part(delivery, "records").filter(records.fingerprint()::equals).isPresent();
    }

    private static Optional<String> part(Delivery delivery, String name) {
        Matcher parts = PARTS.matcher(delivery.fingerprint());
        return parts.matches() ? Optional.of(parts.group(name)) : Optional.empty();
    }
}
