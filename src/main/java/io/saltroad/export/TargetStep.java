package io.saltroad.export;

import java.util.List;

/**
 * The last step before records are sent: what their target asks of them, whatever made their
 * fields, a mapping or the export itself.
 */
public interface TargetStep {

    /**
     * Prepares for records with these fields.
     *
     * @throws UnfitFieldsException if the target does not take records with these fields
     */
    RecordMapper bind(List<String> fields) throws UnfitFieldsException;

    /** Names of the fields it leaves of these, in the order of sending. */
    List<String> targetColumns(List<String> fields);

    /** Changes if and only if what is asked for does. */
    String fingerprint();
}
