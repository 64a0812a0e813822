package io.saltroad.messages;

/**
 * One record, ready to go into a micro-batch.
 *
 * @param key value of the primary key
 * @param json its element of the request's list, in UTF-8
 */
record Entry(String key, byte[] json) {

    /** What the objects around the bytes take, roughly. */
    private static final int AROUND = 200;

    /** Bytes it takes in memory. */
    int weight() {
        return json.length + 2 * key.length() + AROUND;
    }
}
