/**
 * Messages of any Camel route on their way into Data Cloud: collected into micro-batches, each
 * exchange open until Data Cloud has acknowledged what it brought.
 *
 * <p>{@link io.saltroad.messages.MessagesComponent} is the entry, the last step of the kamelet
 * {@code data-cloud-streaming-sink}. Its producer reads a body with {@code MessageReader}, makes
 * JSON of each record with {@code MessageForm}, which holds it against the schema, and hands it to
 * the {@code ObjectStream} of the object, which all routes to that object share. {@link
 * io.saltroad.messages.KafkaOffsets} is for routes from Kafka.
 *
 * <p>Threads and timers end with the component. Nothing is written down here: what is not
 * acknowledged is still with who sent it, since its exchange has not ended well.
 */
package io.saltroad.messages;
