package io.saltroad.sandbox.bulk;

/**
 * What became of a job's records.
 *
 * @param processed records that were tried, failed ones included
 * @param errorMessage why the job as a whole failed, or null
 */
record JobResult(long processed, long failed, String errorMessage, long milliseconds) {

    static JobResult refused(String errorMessage, long milliseconds) {
        return new JobResult(0, 0, errorMessage, milliseconds);
    }
}
