package io.saltroad.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Holds JSON against the schemas that document it. */
final class Schemas {

    static final Path REASON = Path.of("docs/reason.schema.json");
    static final Path NOTICE = Path.of("docs/notice.schema.json");

    private Schemas() {}

    static Set<ValidationMessage> mistakes(Path schema, JsonNode json) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(schema))
                .validate(
                        json,
                        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
    }
}
