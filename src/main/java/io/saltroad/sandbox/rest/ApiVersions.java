package io.saltroad.sandbox.rest;

import io.saltroad.sandbox.web.Answer;
import io.saltroad.sandbox.web.ApiError;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of the API that are served: {@value #OLDEST}.0 to {@value #NEWEST}.0. The Salesforce
 * CLI finds the newest by comparing texts, so all have two digits.
 */
public final class ApiVersions implements Handler<RoutingContext> {

    private static final int OLDEST = 31;
    private static final int NEWEST = 67;

    /** Spring '26 is 66.0; three releases a year. */
    private static final int SPRING_26 = 66;

    private static final Pattern SEGMENT = Pattern.compile("^/services/data/v([^/]*)(?:/|$)");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]\\.0");

    /**
     * Whether a version is served.
     *
     * @param version such as {@code 66.0}
     */
    public static boolean isServed(String version) {
        return VERSION.matcher(version).matches() && isServed(number(version));
    }

    private static boolean isServed(int number) {
        return OLDEST <= number && number <= NEWEST;
    }

    private static int number(String version) {
        return Integer.parseInt(version.substring(0, 2));
    }

    /** {@code GET /services/data}; needs no session. */
    static Answer list() {
        JsonArray versions = new JsonArray();
        for (int number = OLDEST; number <= NEWEST; number++) {
            versions.add(
                    new JsonObject()
                            .put("label", release(number))
                            .put("url", "/services/data/v%d.0".formatted(number))
                            .put("version", number + ".0"));
        }
        return Answer.json(versions);
    }

    private static String release(int number) {
        int since = number - SPRING_26;
        String season =
                switch (Math.floorMod(since, 3)) {
                    case 0 -> "Spring";
                    case 1 -> "Summer";
                    default -> "Winter";
                };
        // A winter release is named after the year that follows.
        int year = 26 + Math.floorDiv(since, 3) + (season.equals("Winter") ? 1 : 0);
        return "%s '%02d".formatted(season, year);
    }

    /** Refuses versions that are not served. Versions up to 30.0 are retired: 410. */
    @Override
    public void handle(RoutingContext ctx) {
        Matcher segment = SEGMENT.matcher(ctx.normalizedPath());
        if (!segment.find()) {
            ctx.next();
            return;
        }
        String version = segment.group(1);
        if (!VERSION.matcher(version).matches()) {
            ApiError.notFound().answer().send(ctx);
            return;
        }
        int number = number(version);
        if (number < OLDEST) {
            // The status is documented, the wording is ours.
            new ApiError(410, "GONE", "API version %s is retired".formatted(version))
                    .answer()
                    .send(ctx);
        } else if (isServed(number)) {
            ctx.next();
        } else {
            ApiError.notFound().answer().send(ctx);
        }
    }
}
