package io.saltroad.ledger;

import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the ledger is kept.
 *
 * @param url a JDBC URL; {@code jdbc:sqlite:FILE} is embedded and needs no server
 */
public record LedgerSettings(String url) {

    private static final String SQLITE = "jdbc:sqlite:";

    public LedgerSettings {
        if (!url.startsWith(SQLITE)) {
            throw new SettingsException(
                    "saltroad.ledger.url = %s is not supported: use %sFILE".formatted(url, SQLITE));
        }
    }

    public static LedgerSettings from(Settings settings) {
        return new LedgerSettings(settings.text("saltroad.ledger.url"));
    }

    /** Whether there is a ledger already. One that is no file of ours may be anywhere. */
    public boolean exists() {
        return file().map(Files::exists).orElse(true);
    }

    /** Whether the ledger is a file that this process opens by itself. */
    boolean embedded() {
        return url.startsWith(SQLITE);
    }

    Optional<Path> file() {
        return Optional.of(url)
                .filter(text -> text.startsWith(SQLITE))
                .map(text -> Path.of(text.substring(SQLITE.length())));
    }
}
