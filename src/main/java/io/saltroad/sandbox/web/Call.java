package io.saltroad.sandbox.web;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** One request with its whole (small) body, as an {@link Endpoint} sees it. */
public final class Call {

    private final RoutingContext context;

    Call(RoutingContext context) {
        this.context = context;
    }

    public RoutingContext context() {
        return context;
    }

    public HttpServerRequest request() {
        return context.request();
    }

    /** A variable of the path. */
    public String path(String name) {
        return context.pathParam(name);
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(context.queryParams().get(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    public Buffer body() {
        Buffer body = context.body().buffer();
        return body == null ? Buffer.buffer() : body;
    }

    /** The form fields of the body, decoded. */
    public MultiMap form() {
        return context.request().formAttributes();
    }

    /** A parameter of the form or, as some clients send it, of the query string. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(form().get(name)).or(() -> query(name));
    }

    /** The body as a JSON object; anything else is refused as the platform does. */
    public JsonObject json() {
        try {
            Object value = Json.decodeValue(body());
            if (value instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw ApiError.malformedJson("The JSON of the request cannot be read: " + brief(e));
        }
        throw ApiError.malformedJson("A JSON object was expected in the body of the request");
    }

    /**
     * The address under which the caller reaches us: scheme, host and port of this very request.
     */
    public URI base() {
        HttpServerRequest request = context.request();
        return URI.create(request.scheme() + "://" + request.authority());
    }

    private static String brief(DecodeException e) {
        String text = e.getMessage().lines().findFirst().orElse("");
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
