package io.saltroad.sandbox.lake;

/** What kind of data a stream brings, under the names of Setup. */
public enum Category {
    PROFILE("Profile", "Profile"),
    ENGAGEMENT("Engagement", "Engagement"),
    OTHER("Other", "Related");

    private final String label;
    private final String metadata;

    Category(String label, String metadata) {
        this.label = label;
        this.metadata = metadata;
    }

    String label() {
        return label;
    }

    /** Its name in the metadata API. */
    public String metadata() {
        return metadata;
    }
}
