package io.saltroad.soak;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.random.RandomGenerator;

/**
 * One export of a soak run.
 *
 * @param number from 0; every key begins with it
 */
record SoakExport(int number, SoakFeed feed, int records) {

    private static final double SMALLEST = 10;
    private static final double LARGEST = 200_000;

    /** 1 would be even on a logarithmic scale; more makes large ones rarer. */
    private static final double RARENESS = 3;

    /** Some thousand records in the mean: many are small, a few are large. */
    static SoakExport random(int number, RandomGenerator random) {
        double size =
                SMALLEST * Math.pow(LARGEST / SMALLEST, Math.pow(random.nextDouble(), RARENESS));
        SoakFeed[] feeds = SoakFeed.values();
        return new SoakExport(number, feeds[random.nextInt(feeds.length)], (int) size);
    }

    String fileName() {
        return "export-%05d.csv".formatted(number);
    }

    String key(int record) {
        return "S%05d-%06d".formatted(number, record);
    }

    static int numberIn(String key) {
        return Integer.parseInt(key.substring(1, 6));
    }

    static int recordIn(String key) {
        return Integer.parseInt(key.substring(7));
    }

    /** Drops it as an ERP does: whole. */
    void drop(Path exportFolder) throws IOException {
        Path part = exportFolder.resolve(fileName() + ".part");
        try (BufferedWriter csv = Files.newBufferedWriter(part)) {
            csv.write(feed.header());
            csv.write('\n');
            for (int i = 0; i < records; i++) {
                csv.write(key(i));
                // Every seventh name holds quotes, a delimiter and a line end.
                csv.write(i % 7 == 0 ? ",\"Müller, \"\"Söhne\"\"\n GmbH\"," : ",Müller & Söhne,");
                csv.write("+49 221 " + i);
                csv.write('\n');
            }
        }
        Path folder = Files.createDirectories(exportFolder.resolve(feed.feed()));
        Files.move(part, folder.resolve(fileName()), StandardCopyOption.ATOMIC_MOVE);
    }
}
