package io.saltroad.salesforce.bulk;

import java.util.regex.Pattern;

/** The id of a job goes into an address, so nothing else may. */
final class JobId {

    private static final Pattern SALESFORCE_ID =
            Pattern.compile("[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?");

    private JobId() {}

    static String checked(String id) {
        if (id == null || !SALESFORCE_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "not the id of a job, which has 15 or 18 letters and digits: " + id);
        }
        return id;
    }
}
