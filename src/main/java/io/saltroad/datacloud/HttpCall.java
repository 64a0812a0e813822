package io.saltroad.datacloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** A call outside a route, which fails as one of the component does. */
final class HttpCall {

    /** Of the body of an error, in characters. */
    private static final int LONGEST_ERROR = 64_000;

    private HttpCall() {}

    /**
     * The answer, if it is 2xx. To be closed, which gives up what was not read.
     *
     * @throws HttpOperationFailedException with status and body, if it is anything else
     * @throws IOException if there is no answer
     */
    static ClassicHttpResponse open(CloseableHttpClient http, ClassicHttpRequest request)
            throws HttpOperationFailedException, IOException {
        URI address = address(request);
        ClassicHttpResponse answer = http.executeOpen(HttpHost.create(address), request, null);
        if (answer.getCode() >= 200 && answer.getCode() < 300) {
            return answer;
        }
        try (answer) {
            Map<String, String> headers =
                    Arrays.stream(answer.getHeaders())
                            .collect(
                                    Collectors.toMap(
                                            Header::getName,
                                            header -> String.valueOf(header.getValue()),
                                            (one, other) -> one));
            throw new HttpOperationFailedException(
                    address.toString(),
                    answer.getCode(),
                    answer.getReasonPhrase(),
                    headers.get("Location"),
                    headers,
                    text(answer, LONGEST_ERROR));
        }
    }

    /** The body, cut off after so many characters; empty if there is none. */
    static String text(ClassicHttpResponse answer, int longest) throws IOException {
        if (answer.getEntity() == null) {
            return "";
        }
        try {
            String text = EntityUtils.toString(answer.getEntity(), UTF_8, longest);
            return text == null ? "" : text;
        } catch (ParseException e) {
            throw new IOException("the answer names no content type that can be understood", e);
        }
    }

    private static URI address(ClassicHttpRequest request) {
        try {
            return request.getUri();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
