package io.saltroad.datacloud.schema;

import io.saltroad.forms.FormException;
import io.saltroad.forms.YamlFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Writes a schema file, or adds to one what is missing. Whatever stands there already stays, to the
 * byte: Data Cloud lets nobody change or remove what was once declared.
 *
 * <p>Where a field is called other than its column, a comment behind its name says so, and is read
 * the next time.
 */
public final class SchemaEdit {

    private static final Pattern COLUMN = Pattern.compile("\\s*([\\w-]+):\\s+# column (.*)");

    private static final String NEW_FILE =
            """
            # What the connector of the Ingestion API must declare. Upload it there, and keep it here:
            # exports are held against it before anything is sent.
            openapi: 3.0.3
            components:
              schemas:
            """;

    /**
     * What became of a file.
     *
     * @param columns by the names of their fields, where these are others
     * @param added names of the fields that were not there
     */
    public record Result(ObjectSchema schema, Map<String, String> columns, List<String> added) {}

    private final Path file;
    private final String object;
    private final String before;

    private SchemaEdit(Path file, String object, String before) {
        this.file = file;
        this.object = object;
        this.before = before;
    }

    /**
     * Writes what a sketch has and the file has not.
     *
     * @param file need not be there
     * @throws SchemaException if the file breaks a rule, now or with what would be added
     */
    public static Result write(Path file, String object, SchemaSketch sketch) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : NEW_FILE;
        return new SchemaEdit(file, object, before).write(sketch);
    }

    private Result write(SchemaSketch sketch) throws IOException {
        Optional<MappingNode> properties = properties();
        List<String> there = new ArrayList<>();
        properties.ifPresent(node -> there.addAll(YamlFile.mapping(node).keySet()));
        Map<String, String> known = known();
        known.values().retainAll(there);
        List<ProposedField> fields = sketch.fields(known, there);
        Set<String> lower = lower(there);
        List<ProposedField> missing =
                fields.stream()
                        .filter(field -> !lower.contains(field.name().toLowerCase(Locale.ROOT)))
                        .toList();
        String after = missing.isEmpty() ? before : insert(properties, missing);
        ObjectSchema schema = SchemaFile.read(file.getFileName().toString(), after, object);
        if (!missing.isEmpty()) {
            replace(after);
        }
        Map<String, String> columns = new LinkedHashMap<>();
        fields.forEach(field -> columns.put(field.name(), field.column()));
        columns.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
        return new Result(schema, columns, missing.stream().map(ProposedField::name).toList());
    }

    private static Set<String> lower(List<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Names of fields by the column that a comment names. */
    private Map<String, String> known() {
        Map<String, String> known = new LinkedHashMap<>();
        for (String line : before.lines().toList()) {
            Matcher comment = COLUMN.matcher(line);
            if (comment.matches()) {
                known.put(comment.group(2), comment.group(1));
            }
        }
        return known;
    }

    private String insert(Optional<MappingNode> properties, List<ProposedField> fields)
            throws IOException {
        if (properties.isPresent()) {
            MappingNode node = properties.get();
            return insert(lastLine(node), block(indent(node), fields));
        }
        Optional<Node> schemas = at("components", "schemas");
        if (schemas.isPresent() && schemas.get() instanceof MappingNode node) {
            checkBlock(node, "schemas");
            return insert(lastLine(node), object(indent(node), fields));
        }
        int end = (int) before.lines().count() - 1;
        return insert(end, object("    ", fields));
    }

    private String object(String indent, List<ProposedField> fields) {
        return "%1$s%2$s:\n%1$s  type: object\n%1$s  properties:\n".formatted(indent, object)
                + block(indent + "    ", fields);
    }

    private static String block(String indent, List<ProposedField> fields) {
        StringBuilder block = new StringBuilder();
        for (ProposedField field : fields) {
            block.append(indent).append(field.name()).append(':');
            if (!field.name().equals(field.column())) {
                block.append("  # column ").append(field.column().replaceAll("\\R", " "));
            }
            block.append('\n').append(indent).append("  type: ").append(field.type().base());
            block.append('\n');
            if (!field.type().format().isEmpty()) {
                block.append(indent).append("  format: ").append(field.type().format());
                block.append('\n');
            }
        }
        return block.toString();
    }

    /** The text with a block behind a line, which is counted from 0. */
    private String insert(int line, String block) {
        String lineEnd = before.contains("\r\n") ? "\r\n" : "\n";
        List<String> lines = new ArrayList<>(before.lines().toList());
        lines.addAll(line + 1, block.lines().toList());
        return String.join(lineEnd, lines) + lineEnd;
    }

    private Optional<MappingNode> properties() throws IOException {
        Optional<Node> found = at("components", "schemas", object, "properties");
        if (found.isEmpty() || !(found.get() instanceof MappingNode node)) {
            return Optional.empty();
        }
        checkBlock(node, "properties");
        return Optional.of(node);
    }

    private Optional<Node> at(String... keys) throws IOException {
        return yaml().root().flatMap(root -> YamlFile.at(root, keys));
    }

    private YamlFile yaml() throws IOException {
        try {
            return YamlFile.read(file.getFileName().toString(), new StringReader(before));
        } catch (FormException e) {
            throw new SchemaException(e);
        }
    }

    private void checkBlock(MappingNode node, String what) throws IOException {
        if (node.getFlowStyle() == FlowStyle.FLOW) {
            throw new SchemaException(
                    yaml().place(node),
                    "%s stands in braces, where nothing can be added".formatted(what),
                    "Write each of its names on a line of its own, without braces around them");
        }
    }

    private static String indent(MappingNode node) {
        Node key = node.getValue().get(0).getKeyNode();
        return " ".repeat(key.getStartMark().map(Mark::getColumn).orElse(0));
    }

    /** The last line that belongs to a node, from 0. The end of a block is behind what follows. */
    private static int lastLine(Node node) {
        if (node instanceof MappingNode mapping
                && mapping.getFlowStyle() == FlowStyle.BLOCK
                && !mapping.getValue().isEmpty()) {
            return lastLine(mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        }
        Mark end = node.getEndMark().orElseThrow();
        return end.getColumn() == 0 && end.getLine() > 0 ? end.getLine() - 1 : end.getLine();
    }

    private void replace(String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(unfinished, text);
        Files.move(
                unfinished,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
