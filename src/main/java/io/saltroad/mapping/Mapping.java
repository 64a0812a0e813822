package io.saltroad.mapping;

import io.saltroad.export.RecordMapper;
import io.saltroad.export.RecordMapping;
import io.saltroad.export.UnknownColumnException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@code *.mapping.yaml} says: for each target field, where its value comes from and what it
 * must look like. Never changes.
 */
public final class Mapping implements RecordMapping {

    private final List<FieldRule> fields;
    private final List<String> targetColumns;
    private final String fingerprint;

    Mapping(List<FieldRule> fields, String fingerprint) {
        this.fields = List.copyOf(fields);
        this.targetColumns = fields.stream().map(FieldRule::target).toList();
        this.fingerprint = fingerprint;
    }

    /**
     * Reads a mapping file.
     *
     * @throws MappingException if something in it is not understood
     * @throws IOException if it cannot be read
     */
    public static Mapping load(Path file) throws IOException {
        return new MappingReader(file).read();
    }

    @Override
    public RecordMapper bind(List<String> columns) throws UnknownColumnException {
        return FieldMapper.bind(fields, columns);
    }

    @Override
    public List<String> targetColumns() {
        return targetColumns;
    }

    /** What the values of each target column are, in the order of sending. */
    public Map<String, ValueKind> kinds() {
        Map<String, ValueKind> kinds = new LinkedHashMap<>();
        fields.forEach(field -> kinds.put(field.target(), field.type().kind()));
        return kinds;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
