package io.saltroad.fault;

/** Where an export goes, and how. */
enum Way {
    CRM("salesforce-bulk-sink", "accounts"),
    DATA_CLOUD_BULK("data-cloud-bulk-sink", "orders"),
    DATA_CLOUD_STREAM("data-cloud-streaming-sink", "orders"),
    DATA_CLOUD_DELETE("data-cloud-streaming-sink", "gone");

    private final String kamelet;
    private final String feed;

    Way(String kamelet, String feed) {
        this.kamelet = kamelet;
        this.feed = feed;
    }

    String kamelet() {
        return kamelet;
    }

    String feed() {
        return feed;
    }

    String export() {
        return feed + ".csv";
    }

    boolean toDataCloud() {
        return this != CRM;
    }
}
