package io.saltroad.soak;

/** The feeds of a soak run: each takes another way through the program. */
enum SoakFeed {
    /** Bytes go through as they are. The key makes a second delivery harmless. */
    UPSERTED(
            "soak-upserted",
            "ERP_Number__c,Name,Phone",
            "ERP_Number__c",
            "ERP_Number__c",
            "",
            "object: Account, operation: upsert, externalIdField: ERP_Number__c"),
    /** Nothing keeps a record from arriving twice but the program. */
    INSERTED(
            "soak-inserted",
            "AccountNumber,Name,Phone",
            "AccountNumber",
            "AccountNumber",
            "",
            "object: Account, operation: insert"),
    /** Every record is read, mapped and written. */
    MAPPED(
            "soak-mapped",
            "KUNNR,NAME1,TELF1",
            "KUNNR",
            "ERP_Number__c",
            """
            fields:
              ERP_Number__c: { from: KUNNR, required: true }
              Name: { from: NAME1, trim: true, maxLength: 255 }
              Phone: { from: TELF1 }
            """,
            "object: Account, operation: upsert, externalIdField: ERP_Number__c");

    private final String feed;
    private final String header;
    private final String keyColumn;
    private final String targetKeyColumn;
    private final String mapping;
    private final String sink;

    SoakFeed(
            String feed,
            String header,
            String keyColumn,
            String targetKeyColumn,
            String mapping,
            String sink) {
        this.feed = feed;
        this.header = header;
        this.keyColumn = keyColumn;
        this.targetKeyColumn = targetKeyColumn;
        this.mapping = mapping;
        this.sink = sink;
    }

    String feed() {
        return feed;
    }

    String header() {
        return header;
    }

    /** The key's column in exports and reports. */
    String keyColumn() {
        return keyColumn;
    }

    /** The key's column at Salesforce. */
    String targetKeyColumn() {
        return targetKeyColumn;
    }

    /** The mapping file; empty if there is none. */
    String mapping() {
        return mapping;
    }

    String route() {
        String mapped =
                mapping.isEmpty()
                        ? ""
                        : """
                          - to:
                              uri: kamelet:mapping-action
                              parameters: { mapping: %s.mapping.yaml }
                          """
                                .formatted(feed)
                                .indent(8);
        return """
        - route:
            id: %1$s
            from:
              uri: kamelet:erp-export-source
              parameters: { feed: %1$s, minAge: 0s }
              steps:
                - to:
                    uri: kamelet:csv-reader-action
        %2$s        - to:
                    uri: kamelet:salesforce-bulk-sink
                    parameters: { %3$s }
        """
                .formatted(feed, mapped, sink);
    }
}
