package io.saltroad.messages;

/** One record, ready to go into a micro-batch. */
final class Entry {

    /** What the objects around the bytes take, roughly. */
    private static final int AROUND = 200;

    private final String key;
    private final byte[] json;

    /**
     * A record.
     *
     * @param key value of the primary key
     * @param json its element of the request's list, in UTF-8
     */
    Entry(String key, byte[] json) {
        this.key = key;
        this.json = json;
    }

    String key() {
        return key;
    }

    byte[] json() {
        return json;
    }

    /** Bytes it takes in memory. */
    int weight() {
        return json.length + 2 * key.length() + AROUND;
    }
}
