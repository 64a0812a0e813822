package io.saltroad.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Finds the records in the body of a message: a Map is one, JSON holds one or a list, and a
 * collection holds any of these, or exchanges whose bodies are looked into, as Kafka's batching
 * gives them.
 */
final class MessageReader {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final ObjectReader JSON =
            MAPPER.readerFor(Object.class)
                    .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final int mostBytes;

    /**
     * @param mostBytes of a body that is a stream; more would not be bounded
     */
    MessageReader(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Is told of each record in turn. */
    interface Taker {

        /**
         * Takes a record.
         *
         * @param message where it stood, as it came
         */
        void record(Map<?, ?> record, Object message) throws InterruptedException;

        void refused(UnfitMessageException why, Object message);
    }

    /** Reads a body. One that is a stream is bytes afterwards, so that others can read it too. */
    void read(Message message, Taker taker) throws IOException, InterruptedException {
        if (message.getBody() instanceof InputStream stream) {
            byte[] bytes = stream.readNBytes(mostBytes + 1);
            message.setBody(bytes);
            if (bytes.length > mostBytes) {
                taker.refused(
                        new UnfitMessageException(
                                "has more than %d bytes: send it in parts, or as an export"
                                        .formatted(mostBytes)),
                        "");
                return;
            }
        }
        read(message.getBody(), message, taker);
    }

    private void read(Object body, Message message, Taker taker) throws InterruptedException {
        if (body instanceof Collection<?> list) {
            for (Object item : list) {
                if (item instanceof Exchange exchange) {
                    read(exchange.getMessage().getBody(), exchange.getMessage(), taker);
                } else {
                    one(item, message, taker);
                }
            }
        } else {
            one(body, message, taker);
        }
    }

    private void one(Object body, Message message, Taker taker) throws InterruptedException {
        Object value;
        try {
            value = value(body, message);
        } catch (UnfitMessageException e) {
            taker.refused(e, body);
            return;
        }
        if (value instanceof Collection<?> list) {
            for (Object item : list) {
                record(item, body == value ? item : body, taker);
            }
        } else {
            record(value, body, taker);
        }
    }

    private static void record(Object value, Object body, Taker taker) throws InterruptedException {
        if (value instanceof Map<?, ?> record) {
            taker.record(record, body);
        } else {
            taker.refused(
                    new UnfitMessageException("is no object with fields but " + kind(value)), body);
        }
    }

    private static String kind(Object value) {
        return value == null ? "null" : "a " + value.getClass().getSimpleName();
    }

    private static Object value(Object body, Message message) throws UnfitMessageException {
        if (body == null) {
            throw new UnfitMessageException("is empty");
        } else if (body instanceof Map || body instanceof Collection) {
            return body;
        } else if (body instanceof JsonNode node) {
            return MAPPER.convertValue(node, Object.class);
        } else if (body instanceof String text) {
            return parsed(() -> JSON.readValue(text));
        }
        byte[] bytes =
                message.getExchange()
                        .getContext()
                        .getTypeConverter()
                        .tryConvertTo(byte[].class, message.getExchange(), body);
        if (bytes == null) {
            throw new UnfitMessageException(
                    "is a %s, which is neither a Map nor JSON"
                            .formatted(body.getClass().getName()));
        }
        return parsed(() -> JSON.readValue(bytes));
    }

    @FunctionalInterface
    private interface Parse {
        Object parse() throws IOException;
    }

    private static Object parsed(Parse parse) throws UnfitMessageException {
        try {
            return parse.parse();
        } catch (JsonProcessingException e) {
            throw new UnfitMessageException(
                    "is not JSON: %s%s"
                            .formatted(
                                    e.getOriginalMessage(),
                                    e.getLocation() == null
                                            ? ""
                                            : " (line %d, column %d)"
                                                    .formatted(
                                                            e.getLocation().getLineNr(),
                                                            e.getLocation().getColumnNr())));
        } catch (IOException e) {
            throw new UnfitMessageException("cannot be read: " + e.getMessage());
        }
    }
}
