package io.saltroad.ledger;

import java.util.Optional;

/**
 * Where the records of a delivery go, and what happens to them there.
 *
 * @param connector the Ingestion API source of Data Cloud; empty for CRM
 * @param object API name of the Salesforce object, or name of the object in the connector's schema
 * @param operation insert, update, upsert, delete or hardDelete
 * @param keyField the field by which records are told apart: the external ID, the primary key, or
 *     Id; empty for insert
 */
public record Target(
        Lane lane,
        Optional<String> connector,
        String object,
        String operation,
        Optional<String> keyField) {

    /** An object of an org, by Bulk API 2.0. */
    public static Target crm(String object, String operation, Optional<String> keyField) {
        return new Target(Lane.CRM_BULK, Optional.empty(), object, operation, keyField);
    }

    /** As people write it: {@code Account}, {@code erp/customers}. */
    public String name() {
        return connector.map(source -> source + "/" + object).orElse(object);
    }
}
