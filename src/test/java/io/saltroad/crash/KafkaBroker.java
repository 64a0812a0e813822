package io.saltroad.crash;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker of Kafka, as a process of its own. Closed, it is gone. */
final class KafkaBroker implements AutoCloseable {

    /** Any will do. */
    private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final int port;
    private final Path log;

    private KafkaBroker(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a broker.
     *
     * @param partitions of each topic
     */
    static KafkaBroker start(Path folder, int partitions) throws IOException {
        int port = freePort();
        int controller = freePort();
        Path properties = Files.createDirectories(folder).resolve("server.properties");
        Files.writeString(
                properties,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%1$d
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                auto.create.topics.enable=false
                num.partitions=%4$d
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.cleaner.dedupe.buffer.size=4000000
                """
                        .formatted(controller, port, folder.resolve("data"), partitions));
        Path log = folder.resolve("broker.log");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx192m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dlog4j2.configurationFile=classpath:log4j2.xml",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KafkaBroker.class.getName(),
                                properties.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        KafkaBroker broker = new KafkaBroker(process, port, log);
        await("start of the broker").atMost(PATIENCE).until(broker::answers);
        return broker;
    }

    /** The process of its own: a place for the data, and then Kafka. */
    public static void main(String[] arguments) {
        StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "-t", CLUSTER_ID, "-c", arguments[0]},
                System.out);
        Kafka.main(arguments);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the broker has ended:\n" + Files.readString(log));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (java.net.ConnectException e) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", address());
    }

    /** Makes topics; one that came by itself would not take messages at first. */
    void create(String... topics) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(
                            Stream.of(topics)
                                    .map(
                                            topic ->
                                                    new NewTopic(
                                                            topic,
                                                            Optional.empty(),
                                                            Optional.empty()))
                                    .toList())
                    .all()
                    .get();
        }
    }

    /** Sends so many messages, the first with the number 1. All of them are there afterwards. */
    void send(String topic, int count, IntFunction<String> message) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
            for (int i = 1; i <= count; i++) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(topic, String.valueOf(i), message.apply(i))));
            }
        }
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    /** How many messages of all partitions a group has committed. */
    long committed(String group) throws Exception {
        try (Admin admin = Admin.create(client())) {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    /** The messages of a topic, as soon as there are so many. */
    List<String> messages(String topic, int count) {
        List<String> messages = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(one -> new TopicPartition(topic, one.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await("%d messages in %s".formatted(count, topic))
                    .atMost(PATIENCE)
                    .until(
                            () -> {
                                for (ConsumerRecord<String, String> record :
                                        consumer.poll(Duration.ofMillis(100))) {
                                    messages.add(record.value());
                                }
                                return messages.size() >= count;
                            });
        }
        return messages;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
