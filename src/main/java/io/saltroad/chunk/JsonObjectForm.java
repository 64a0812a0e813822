package io.saltroad.chunk;

import io.saltroad.export.RecordCursor;
import io.saltroad.export.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Records as JSON objects; an empty value is null. */
final class JsonObjectForm implements LineForm {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[][] names;
    private final JsonType[] types;

    JsonObjectForm(List<String> columns, JsonTypes types) {
        this.names = new byte[columns.size()][];
        this.types = new JsonType[columns.size()];
        LineBuffer name = new LineBuffer();
        for (int i = 0; i < names.length; i++) {
            name.clear();
            name.append((byte) (i == 0 ? '{' : ','));
            JsonText.append(columns.get(i), name);
            name.append((byte) ':');
            names[i] = Arrays.copyOf(name.bytes, name.length);
            this.types[i] = types.of(columns.get(i));
        }
    }

    @Override
    public Optional<Rejection> write(RecordCursor cursor, LineBuffer line) {
        line.clear();
        for (int i = 0; i < names.length; i++) {
            line.append(names[i]);
            String value = cursor.target(i);
            if (value.isEmpty()) {
                line.append(NULL);
            } else if (types[i] == JsonType.STRING) {
                JsonText.append(value, line);
            } else if (types[i].fits(value)) {
                JsonText.appendPlain(value, line);
            } else {
                return Optional.of(
                        new Rejection(
                                cursor.line(),
                                cursor.targetColumns().get(i),
                                value,
                                types[i].rule()));
            }
        }
        line.append((byte) '}');
        return Optional.empty();
    }

    @Override
    public String sent(String text) {
        return text;
    }
}
