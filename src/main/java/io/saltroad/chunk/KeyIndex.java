package io.saltroad.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The keys of all records that are sent, so that keys which occur more than once are found when the
 * export has been read: 16 bytes a record, on disk, and at most 20 MB of memory for any number of
 * them. For one thread.
 */
public final class KeyIndex implements Closeable {

    /** Distinct keys that are held in memory at once; 54 bytes each. */
    private static final int MOST_IN_MEMORY = 1 << 18;

    private final String column;
    private final KeyHasher hasher;
    private final Path folder;
    private final int mostInMemory;
    private final KeyPartitions keys;

    /**
     * @param column the target column of the key; without regard to case
     * @param folder which exists, for files of the index alone
     */
    public KeyIndex(String column, KeyForm form, Path folder) {
        this(column, form, folder, MOST_IN_MEMORY);
    }

    KeyIndex(String column, KeyForm form, Path folder, int mostInMemory) {
        this.column = column;
        this.hasher = new KeyHasher(form);
        this.folder = folder;
        this.mostInMemory = mostInMemory;
        this.keys = new KeyPartitions(folder, "keys", 0);
    }

    String column() {
        return column;
    }

    /** Takes the key of the current record, which is sent. Lines must be ascending. */
    void add(RecordLines lines) throws IOException {
        if (lines.key(hasher)) {
            keys.add(hasher.high, hasher.low, lines.line());
        }
    }

    /**
     * Writes the list of the records that are left out, if there are any.
     *
     * @param reading name of the reading of the export that the keys come from
     * @return whether there are any; if not, there is no file
     */
    public boolean writeLeftOut(DuplicateKeys rule, Path file, String reading) throws IOException {
        return new DuplicateFinder(rule, folder, mostInMemory).write(keys, file, reading);
    }

    /** Deletes the files of the index. */
    @Override
    public void close() throws IOException {
        keys.close();
    }
}
