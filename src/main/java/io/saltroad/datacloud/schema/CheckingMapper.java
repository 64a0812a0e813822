package io.saltroad.datacloud.schema;

import io.saltroad.export.FieldValues;
import io.saltroad.export.RecordMapper;
import io.saltroad.export.RecordRules;
import io.saltroad.export.Rejection;
import java.util.List;
import java.util.Optional;

/** Takes the fields that are sent from a record, one by one, and looks at their values. */
final class CheckingMapper implements RecordMapper {

    private final FieldCheck[] checks;

    /**
     * @param checks one for each field that is sent, in that order
     */
    CheckingMapper(List<FieldCheck> checks) {
        this.checks = checks.toArray(FieldCheck[]::new);
    }

    @Override
    public Optional<Rejection> map(long line, FieldSource source, FieldValues target) {
        for (int i = 0; i < checks.length; i++) {
            String text = source.text(checks[i].column());
            String value = text.equals(RecordRules.CLEAR) ? "" : text;
            Optional<Rejection> rejection = checks[i].rejection(line, value);
            if (rejection.isPresent()) {
                return rejection;
            }
            target.set(i, value);
        }
        return Optional.empty();
    }
}
