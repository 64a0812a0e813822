package io.saltroad.messages;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.time.Duration;

/**
 * How messages are held while they wait for Data Cloud.
 *
 * @param deadline how long a micro-batch is sent again after failures that may pass; time behind a
 *     closed gate does not count
 * @param buffer the most bytes of all messages that are not acknowledged; who brings more waits
 */
public record MessageSettings(Duration deadline, int buffer) {

    private static final String DEADLINE = "saltroad.data-cloud.message-deadline";
    private static final String BUFFER = "saltroad.data-cloud.message-buffer";

    private static final long SMALLEST_BUFFER = 1_000_000;
    private static final long LARGEST_BUFFER = 1_000_000_000;

    public MessageSettings {
        if (deadline.isZero()) {
            throw new SettingsException(DEADLINE + " must be more than 0");
        }
        if (buffer < SMALLEST_BUFFER || buffer > LARGEST_BUFFER) {
            throw new SettingsException("%s must be 1MB..1GB, was %d".formatted(BUFFER, buffer));
        }
    }

    /**
     * Reads the properties.
     *
     * @throws SettingsException naming the key that does not fit
     */
    public static MessageSettings from(Settings settings) {
        return new MessageSettings(
                settings.duration(DEADLINE),
                (int) Math.min(settings.size(BUFFER), Integer.MAX_VALUE));
    }
}
