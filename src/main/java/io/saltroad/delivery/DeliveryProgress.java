package io.saltroad.delivery;

import java.time.Duration;

/**
 * How far an open delivery is.
 *
 * @param step waiting, staging, staged, tracking or settling
 * @param bytesRead of the export, in this run of the program
 * @param records read so far, rejected ones too
 * @param jobs how many there are; {@code jobsDone} of them have ended
 * @param bytesUploaded as Salesforce has acknowledged them
 * @param sinceClaim from the claim of the export until all was uploaded, or until now
 */
public record DeliveryProgress(
        String feed,
        String export,
        String step,
        long bytesRead,
        long bytesTotal,
        long records,
        int jobs,
        int jobsDone,
        long bytesUploaded,
        Duration sinceClaim) {}
