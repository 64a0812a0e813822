package io.saltroad.sandbox.bulk;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The records of one query job, and where every thousandth of them begins: any page is found
 * without reading what comes before it, and nothing is kept in memory.
 *
 * @param records the records as they are sent, every value in quotes
 * @param index eight bytes for every thousandth record, where it begins
 */
record QueryResultFile(Path records, Path index) {

    private static final int STEP = 1_000;
    private static final int BUFFER = 1 << 16;

    /** The files in a job's folder. */
    static QueryResultFile in(Path folder) {
        return new QueryResultFile(folder.resolve("result.csv"), folder.resolve("result.index"));
    }

    /** Writes the index and says how many records there are. */
    long count() throws IOException {
        Scan scan = new Scan();
        try (FileChannel in = FileChannel.open(records);
                DataOutputStream out =
                        new DataOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(index)))) {
            out.writeLong(0);
            while (scan.goOn(in, scan.count + STEP)) {
                out.writeLong(scan.position);
            }
        }
        return scan.count;
    }

    /** Where a record begins; the end of the file if there are not so many. */
    long position(long record) throws IOException {
        Scan scan = new Scan();
        try (FileChannel in = FileChannel.open(records);
                FileChannel index = FileChannel.open(this.index)) {
            ByteBuffer place = ByteBuffer.allocate(Long.BYTES);
            long mark = record / STEP;
            if (index.read(place, mark * Long.BYTES) < Long.BYTES) {
                return in.size();
            }
            scan.position = place.flip().getLong();
            scan.count = mark * STEP;
            scan.goOn(in, record);
            return scan.position;
        }
    }

    /** A place between two records. */
    private static final class Scan {

        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        private long position;
        private long count;

        /** Goes on to where this record begins; false if the file ends before. */
        private boolean goOn(FileChannel in, long record) throws IOException {
            boolean quoted = false;
            while (count < record) {
                if (!buffer.hasRemaining()) {
                    buffer.clear();
                    int read = in.read(buffer, position);
                    buffer.flip();
                    if (read < 0) {
                        return false;
                    }
                }
                byte next = buffer.get();
                position++;
                if (next == '"') {
                    quoted = !quoted;
                } else if (next == '\n' && !quoted) {
                    count++;
                }
            }
            return true;
        }
    }
}
