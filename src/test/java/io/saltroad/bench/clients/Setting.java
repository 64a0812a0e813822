package io.saltroad.bench.clients;

import java.util.Locale;

/**
 * What one comparison is made with.
 *
 * @param records of the export
 * @param megabytesPerSecond that the org takes; 0 for as much as it can
 */
record Setting(long records, int megabytesPerSecond) {

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d records, ", records)
                + (megabytesPerSecond == 0
                        ? "loopback at full speed"
                        : "an org that takes %d MB/s".formatted(megabytesPerSecond));
    }
}
