package io.saltroad.delivery;

import io.saltroad.chunk.CutCounters;
import io.saltroad.chunk.KeyIndex;
import io.saltroad.chunk.LeftOutLines;
import io.saltroad.chunk.LeftOutRecords;
import io.saltroad.chunk.RejectedRecords;
import java.io.IOException;

/**
 * The ways to cut the export of a delivery.
 *
 * @param <C> what cuts
 */
interface Cuts<C extends CutCounters> {

    /** With all records. */
    C all(RejectedRecords rejections) throws IOException;

    /** With all records, whose keys are collected. */
    C indexing(RejectedRecords rejections, KeyIndex keys) throws IOException;

    /** Without those that are not sent for their key. */
    C leavingOut(RejectedRecords rejections, LeftOutLines lines, LeftOutRecords told)
            throws IOException;
}
