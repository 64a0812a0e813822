package io.saltroad.delivery;

import io.saltroad.chunk.CutCounters;

/**
 * One way through the export of a delivery from its start to its end.
 *
 * @param <C> what cuts it
 */
interface Pass<C extends CutCounters> {

    /** Goes through the export. What it has begun may still be under way when it returns. */
    void run(C cutter) throws Exception;

    /** Waits for what is under way, before another pass begins. */
    void await() throws Exception;

    /** After the last pass: waits, and drops what an earlier reading has left. */
    void finish() throws Exception;
}
