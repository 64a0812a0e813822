package io.saltroad.export;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Makes ids that a person can read out on the phone: the local time, and four characters. */
final class ExportIds {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** No vowels, and nothing that looks like something else. */
    private static final String ALPHABET = "23456789bcdfghjkmnpqrstvwxz";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ExportIds(Clock clock) {
        this.clock = clock;
    }

    String next() {
        StringBuilder id = new StringBuilder(TIME.format(ZonedDateTime.now(clock))).append('-');
        for (int i = 0; i < 4; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
