package io.saltroad.chunk;

import java.io.Closeable;

/** How far the cutting of an export has come. Any thread may ask. */
public interface CutCounters extends Closeable {

    /** Records gone through so far, rejected ones included. */
    long recordsRead();

    long recordsRejected();

    /** Records that are left out for their key. */
    long recordsLeftOut();

    /** Bytes of the export read so far, read-ahead included. */
    long bytesRead();
}
