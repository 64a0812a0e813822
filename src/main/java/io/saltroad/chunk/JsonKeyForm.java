package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import java.util.Optional;

/** Records as their key alone, a JSON string. */
final class JsonKeyForm implements LineForm {

    @Override
    public Optional<Rejection> write(RecordCursor cursor, LineBuffer line) {
        line.clear();
        String key = cursor.target(0);
        if (key.isEmpty()) {
            return Optional.of(
                    new Rejection(
                            cursor.line(),
                            cursor.targetColumns().get(0),
                            key,
                            "is empty: there is no key to delete by"));
        }
        JsonText.append(key, line);
        return Optional.empty();
    }

    @Override
    public String sent(String text) {
        return text;
    }
}
