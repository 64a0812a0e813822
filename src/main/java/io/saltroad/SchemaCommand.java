package io.saltroad;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saltroad.datacloud.schema.FieldType;
import io.saltroad.datacloud.schema.SchemaEdit;
import io.saltroad.datacloud.schema.SchemaField;
import io.saltroad.datacloud.schema.SchemaSketch;
import io.saltroad.export.ControlTotals;
import io.saltroad.export.CsvFormat;
import io.saltroad.export.FeedFolder;
import io.saltroad.export.Records;
import io.saltroad.forms.FeedForm;
import io.saltroad.forms.RouteTree;
import io.saltroad.mapping.Mapping;
import io.saltroad.mapping.ValueKind;
import io.saltroad.settings.FrontDoor;
import io.saltroad.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Writes the schema of a Data Cloud object from what a feed sends. It delivers nothing. */
@Command(
        name = "schema",
        description = {
            "Writes FEED.schema.yaml beside a feed: the file a Data Cloud connector wants, with the"
                    + " fields of the feed's mapping, or else of an export and its values.",
            "What stands in the file already stays; only what is missing is added."
        })
final class SchemaCommand implements Callable<Integer> {

    /** Records of the export whose values are looked at. */
    private static final int MOST_RECORDS = 10_000;

    @ParentCommand private Saltroad saltroad;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FEED", description = "The feed that sends the records.")
    private String feed;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "The export to look at. Without it, the newest in the feed's drop folder, or else"
                            + " in the archive.")
    private Path export;

    @Option(
            names = "--object",
            paramLabel = "NAME",
            description = "The object. Without it, that of the feed's sink.")
    private String object;

    @Override
    public Integer call() throws Exception {
        FrontDoor.Opened opened = saltroad.settings();
        RouteTree routes = saltroad.routes();
        NamedFeed named = NamedFeed.find(spec, routes, feed, opened);
        FeedForm form = named.form();
        Path folder = routes.feeds().orElseThrow();
        String name = object == null ? objectOf(form) : object;
        Optional<String> mapping =
                form.first("mapping-action").flatMap(use -> use.parameter("mapping"));
        Optional<Path> sample =
                mapping.isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                named.export(
                                        export,
                                        "feed %s has no mapping, and there is no export of it"
                                                .formatted(feed)));
        SchemaSketch sketch =
                mapping.isPresent()
                        ? ofMapping(new FeedFolder(folder).file(mapping.get()))
                        : SchemaSketch.of(
                                Records.of(sample.get()).read(format(form)), MOST_RECORDS);
        Path file = folder.resolve(feed + ".schema.yaml");
        SchemaEdit.Result result = SchemaEdit.write(file, name, sketch);
        PrintWriter out = spec.commandLine().getOut();
        if (saltroad.json()) {
            out.println(DeliveryJson.text(json(file, sample, result)));
        } else {
            print(file, sample.or(() -> mapping.map(folder::resolve)), result, out);
        }
        out.flush();
        return ExitCode.ALL_DELIVERED;
    }

    private String objectOf(FeedForm form) {
        List<String> objects =
                form.sinks().stream()
                        .flatMap(sink -> sink.parameter("object").stream())
                        .distinct()
                        .toList();
        if (objects.size() != 1) {
            throw refused(
                    objects.isEmpty()
                            ? "no sink of feed %s names an object: give --object".formatted(feed)
                            : "the sinks of feed %s have several objects, %s: give --object"
                                    .formatted(feed, String.join(", ", objects)));
        }
        return objects.get(0);
    }

    private static CsvFormat format(FeedForm form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        form.first("csv-reader-action").ifPresent(use -> parameters.putAll(use.parameters()));
        // A trailer is a record that does not fit, and says nothing of types.
        parameters.keySet().removeAll(ControlTotals.PARAMETERS);
        return CsvFormat.of(parameters);
    }

    private static SchemaSketch ofMapping(Path file) throws IOException {
        Map<String, FieldType> fields = new LinkedHashMap<>();
        Mapping.load(file).kinds().forEach((name, kind) -> fields.put(name, type(kind)));
        return SchemaSketch.of(fields);
    }

    private static FieldType type(ValueKind kind) {
        return switch (kind) {
            case TEXT -> FieldType.TEXT;
            case NUMBER -> FieldType.NUMBER;
            case BOOLEAN -> FieldType.BOOLEAN;
            case DATE -> FieldType.DATE;
            case DATE_TIME -> FieldType.DATE_TIME;
        };
    }

    private static ObjectNode json(Path file, Optional<Path> sample, SchemaEdit.Result result) {
        ObjectNode root = DeliveryJson.object();
        root.put("file", file.toString());
        root.put("object", result.schema().name());
        sample.ifPresent(path -> root.put("export", path.toString()));
        ArrayNode fields = root.putArray("fields");
        for (SchemaField field : result.schema().fields()) {
            ObjectNode node = fields.addObject();
            node.put("name", field.name());
            node.put("type", field.type().word());
            node.put("column", result.columns().getOrDefault(field.name(), field.name()));
            node.put("added", result.added().contains(field.name()));
        }
        return root;
    }

    private void print(Path file, Optional<Path> from, SchemaEdit.Result result, PrintWriter out) {
        Table table = new Table().words("FIELD").words("TYPE").words("COLUMN").words("");
        for (SchemaField field : result.schema().fields()) {
            table.row(
                    field.name(),
                    field.type().word(),
                    result.columns().getOrDefault(field.name(), ""),
                    result.added().contains(field.name()) ? "added" : "");
        }
        table.lines().forEach(out::println);
        out.println();
        from.ifPresent(path -> out.println("Looked at " + path));
        out.println(
                result.added().isEmpty()
                        ? "Nothing to add to " + file
                        : "Wrote %s: object %s, %d of %d fields added"
                                .formatted(
                                        file,
                                        result.schema().name(),
                                        result.added().size(),
                                        result.schema().fields().size()));
        if (!result.columns().isEmpty()) {
            out.println(
                    "Data Cloud does not take all columns by their names. Add a mapping to the feed,"
                            + " with these lines:");
            result.columns()
                    .forEach(
                            (field, column) ->
                                    out.printf(
                                            "  %s: { from: \"%s\" }%n",
                                            field,
                                            column.replace("\\", "\\\\").replace("\"", "\\\"")));
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
