package io.saltroad.mapping;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/**
 * Points in time, sent in UTC to the millisecond; what is finer is cut off.
 *
 * <p>A local time that the clocks skip in spring is rejected: it is none. One that they show twice
 * in autumn is the first of the two, since the export does not say which.
 */
final class DateTimeType implements ValueType {

    private final List<DatePattern> patterns;
    private final Optional<ZoneId> zone;

    private DateTimeType(List<DatePattern> patterns, Optional<ZoneId> zone) {
        this.patterns = List.copyOf(patterns);
        this.zone = zone;
    }

    /**
     * Times in one of these patterns; the first that fits decides.
     *
     * @param zone of texts that do not name an offset themselves
     * @throws IllegalArgumentException if one is no pattern, or needs a zone that is not given
     */
    static DateTimeType of(List<String> patterns, Optional<ZoneId> zone) {
        List<DatePattern> understood =
                (patterns.isEmpty() ? List.of("yyyy-MM-dd'T'HH:mm:ssXXX") : patterns)
                        .stream().map(DatePattern::of).toList();
        for (DatePattern pattern : understood) {
            if (!pattern.hasOffset() && zone.isEmpty()) {
                throw new IllegalArgumentException(
                        "'%s' names no offset, so a zone is needed, such as Europe/Berlin or UTC"
                                .formatted(pattern));
            }
        }
        return new DateTimeType(understood, zone);
    }

    @Override
    public String convert(String text) {
        for (int i = 0; i < patterns.size(); i++) {
            DatePattern pattern = patterns.get(i);
            LocalDateTime utc;
            if (pattern.hasOffset()) {
                OffsetDateTime time = pattern.parseOffset(text);
                if (time == null) {
                    continue;
                }
                utc = time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            } else {
                LocalDateTime time = pattern.parse(text);
                if (time == null) {
                    continue;
                }
                utc = utc(time);
            }
            return utc == null || DateType.outside(utc.toLocalDate()) ? null : IsoWriter.utc(utc);
        }
        return null;
    }

    @Override
    public ValueKind kind() {
        return ValueKind.DATE_TIME;
    }

    @Override
    public String rule(String text) {
        for (DatePattern pattern : patterns) {
            LocalDateTime time = pattern.hasOffset() ? null : pattern.parse(text);
            if (time != null && utc(time) == null) {
                return "does not exist in %s: the clocks were put forward"
                        .formatted(zone.orElseThrow());
            }
            if (time != null || (pattern.hasOffset() && pattern.parseOffset(text) != null)) {
                return DateType.outsideRule();
            }
        }
        return "is not a time like " + patterns;
    }

    /** Null in the hour that does not exist. */
    private LocalDateTime utc(LocalDateTime time) {
        ZoneRules rules = zone.orElseThrow().getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        return offsets.isEmpty() ? null : time.minusSeconds(offsets.get(0).getTotalSeconds());
    }
}
