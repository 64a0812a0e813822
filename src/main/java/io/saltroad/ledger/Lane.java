package io.saltroad.ledger;

/** The way on which the records of a delivery get to their target. */
public enum Lane {
    /** Bulk API 2.0 of an org: jobs that do nothing until they are closed, with results. */
    CRM_BULK("Salesforce"),
    /** Ingestion API of Data Cloud, bulk: jobs of many files, without results. */
    DATA_CLOUD_BULK("Data Cloud"),
    /** Ingestion API of Data Cloud, streaming: micro-batches, which are taken or refused whole. */
    DATA_CLOUD_STREAM("Data Cloud");

    private final String system;

    Lane(String system) {
        this.system = system;
    }

    /** Whether it leads to Data Cloud, where nothing can be prepared and taken back. */
    public boolean toDataCloud() {
        return this != CRM_BULK;
    }

    /** The system at its end, as people call it. */
    public String system() {
        return system;
    }
}
