package io.saltroad.chunk;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Makes 88 bits of a key: the same for keys that are the same to the org. Among ten million keys
 * two others share theirs with a probability of 2e-13.
 */
final class KeyHasher {

    /** With a line they fill a long: keys are written by the million. */
    private static final int LOW_BITS = Long.SIZE - KeyPartitions.LINE_BITS;

    private final KeyForm form;
    private final LineBuffer canonical = new LineBuffer();

    /** The hash of the last key that was taken. */
    long high;

    /** {@link #LOW_BITS} more. */
    long low;

    KeyHasher(KeyForm form) {
        this.form = form;
    }

    /**
     * Takes a key as it is sent.
     *
     * @return false if there is none
     */
    boolean take(String text) {
        String key = form.canonical(text);
        if (key.isEmpty()) {
            return false;
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        hash(bytes, bytes.length);
        return true;
    }

    /**
     * Takes a key from the bytes of an export, if that is quick.
     *
     * @return false if it must be taken as a text
     */
    boolean takeQuickly(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] == '#') {
            return false;
        }
        boolean allBlank = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b < ' ' || b == '"') {
                return false;
            }
            allBlank &= b == ' ';
        }
        if (allBlank) {
            return false;
        }
        canonical.clear();
        if (!form.form(bytes, from, to, canonical)) {
            return false;
        }
        hash(canonical.bytes, canonical.length);
        return true;
    }

    private void hash(byte[] bytes, int length) {
        long[] hash = MurmurHash3.hash128x64(bytes, 0, length, 0);
        high = hash[0];
        low = hash[1] >>> (Long.SIZE - LOW_BITS);
    }
}
