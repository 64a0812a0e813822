package io.saltroad.salesforce.bulk;

import io.saltroad.chunk.ColumnDelimiter;
import io.saltroad.chunk.LineEnding;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ColumnDelimiterEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.ContentTypeEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.Job;
import org.apache.camel.component.salesforce.api.dto.bulkv2.LineEndingEnum;
import org.apache.camel.component.salesforce.api.dto.bulkv2.OperationEnum;

/** Jobs as Salesforce wants them. Source: Bulk API 2.0 Developer Guide, "Create a Job". */
public final class BulkJobs {

    private BulkJobs() {}

    /**
     * A job to be created.
     *
     * @param operation insert, update, upsert, delete or hardDelete
     * @param externalIdField for upsert
     * @param assignmentRuleId for Case and Lead
     */
    public static Job toCreate(
            String object,
            String operation,
            Optional<String> externalIdField,
            ColumnDelimiter columnDelimiter,
            LineEnding lineEnding,
            Optional<String> assignmentRuleId) {
        Job job = new Job();
        job.setObject(object);
        job.setOperation(OperationEnum.valueOf(operation.toUpperCase(Locale.ROOT)));
        externalIdField.ifPresent(job::setExternalIdFieldName);
        job.setContentType(ContentTypeEnum.CSV);
        job.setColumnDelimiter(ColumnDelimiterEnum.valueOf(columnDelimiter.name()));
        job.setLineEnding(LineEndingEnum.valueOf(lineEnding.name()));
        assignmentRuleId.ifPresent(job::setAssignmentRuleId);
        return job;
    }
}
