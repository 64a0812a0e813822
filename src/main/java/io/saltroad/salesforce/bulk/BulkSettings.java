package io.saltroad.salesforce.bulk;

import io.saltroad.chunk.ChunkSize;
import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.time.Duration;

/**
 * How Bulk API 2.0 is used.
 *
 * @param chunkSize the most bytes of one upload
 * @param parallelUploads how many chunks of a delivery are uploaded at once, from 1 to 16
 * @param earlyUpload how many bytes of a chunk are cut when its upload begins; 0 lets it wait for
 *     the whole chunk
 * @param pollDelay until a closed job is looked at for the first time
 * @param pollMaxDelay what the delay between two looks grows to
 */
public record BulkSettings(
        ChunkSize chunkSize,
        int parallelUploads,
        long earlyUpload,
        Duration pollDelay,
        Duration pollMaxDelay) {

    /** The ledger does not believe in a step that is due later: a clock was wrong then. */
    private static final Duration LONGEST_DELAY = Duration.ofHours(24);

    public BulkSettings {
        if (parallelUploads < 1 || parallelUploads > 16) {
            throw new SettingsException(
                    "saltroad.bulk.parallel-uploads must be 1..16, was " + parallelUploads);
        }
        if (pollDelay.isZero() || pollMaxDelay.compareTo(pollDelay) < 0) {
            throw new SettingsException(
                    "saltroad.bulk.poll-delay must be more than 0 and at most"
                            + " saltroad.bulk.poll-max-delay");
        }
        if (pollMaxDelay.compareTo(LONGEST_DELAY) > 0) {
            throw new SettingsException("saltroad.bulk.poll-max-delay must be at most 24h");
        }
    }

    public static BulkSettings from(Settings settings) {
        return new BulkSettings(
                chunkSize(settings),
                settings.number("saltroad.bulk.parallel-uploads"),
                settings.size("saltroad.bulk.early-upload"),
                settings.duration("saltroad.bulk.poll-delay"),
                settings.duration("saltroad.bulk.poll-max-delay"));
    }

    private static ChunkSize chunkSize(Settings settings) {
        try {
            return ChunkSize.ofBulkApi(settings.size("saltroad.bulk.chunk-size"));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("saltroad.bulk.chunk-size: " + e.getMessage());
        }
    }

    /** Whether the upload of a chunk begins when so many of its bytes are cut. */
    public boolean beginsEarly(long bytes) {
        return earlyUpload > 0 && bytes >= earlyUpload;
    }

    /**
     * The delay until the next look at a job that was closed so long ago: half of that time, so
     * that its end is noticed within half of the time it took.
     */
    public Duration delayAfter(Duration sinceClosed) {
        Duration half = sinceClosed.dividedBy(2);
        if (half.compareTo(pollDelay) < 0) {
            return pollDelay;
        }
        return half.compareTo(pollMaxDelay) > 0 ? pollMaxDelay : half;
    }
}
