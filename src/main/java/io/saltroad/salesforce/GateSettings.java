package io.saltroad.salesforce;

import io.saltroad.ledger.Gates;
import io.saltroad.settings.Settings;
import io.saltroad.settings.SettingsException;
import java.time.Duration;

/**
 * How the gate of an org behaves.
 *
 * @param firstPause when Salesforce does not say how long to wait; it doubles ...
 * @param maxPause ... up to this one
 * @param apiReserve percent of the day's allowances that are left to others, 0 to 90; with 0 the
 *     gate closes only when Salesforce refuses
 */
public record GateSettings(Duration firstPause, Duration maxPause, int apiReserve) {

    private static final String FIRST_PAUSE = "saltroad.gate.first-pause";
    private static final String MAX_PAUSE = "saltroad.gate.max-pause";
    static final String API_RESERVE = SalesforceSettings.PREFIX + "api-reserve";

    private static final int LARGEST_RESERVE = 90;

    public GateSettings {
        if (firstPause.isZero()
                || maxPause.compareTo(firstPause) < 0
                || maxPause.compareTo(Gates.LONGEST_CLOSURE) > 0) {
            throw new SettingsException(
                    "%s must be more than 0 and at most %s, which is at most 24h"
                            .formatted(FIRST_PAUSE, MAX_PAUSE));
        }
        if (apiReserve < 0 || apiReserve > LARGEST_RESERVE) {
            throw new SettingsException(
                    "%s must be 0..%d percent, was %d"
                            .formatted(API_RESERVE, LARGEST_RESERVE, apiReserve));
        }
    }

    /** The same for an API that has no allowances of a day. */
    public GateSettings withoutReserve() {
        return new GateSettings(firstPause, maxPause, 0);
    }

    public static GateSettings from(Settings settings) {
        return new GateSettings(
                settings.duration(FIRST_PAUSE),
                settings.duration(MAX_PAUSE),
                settings.number(API_RESERVE));
    }
}
