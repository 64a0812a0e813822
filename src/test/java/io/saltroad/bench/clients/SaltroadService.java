package io.saltroad.bench.clients;

import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.DeliveryState;
import io.saltroad.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code saltroad run}: a service that has been running and has delivered before. From the claim of
 * the export until it has settled; the look at the drop folder is not its work.
 */
final class SaltroadService implements Client {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Delivered so often before the clock starts, for Java to have compiled what it compiles. */
    private static final int WARM_UPS = 5;

    private static final long WARM_UP_RECORDS = 100_000;

    /**
     * An export of so many records is delivered once before: Java compiles a loop anew while it
     * goes round for so long, which small exports do not bring about.
     */
    private static final long LARGE = 1_000_000;

    private final String name;
    private final String feed;
    private final boolean maps;
    private final Path home;

    SaltroadService(String name, String feed, boolean maps, Path home) {
        this.name = name;
        this.feed = feed;
        this.maps = maps;
        this.home = home;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean maps() {
        return maps;
    }

    @Override
    public ClientFigures deliver(BenchExport export, BenchOrg org, Path folder) throws Exception {
        SaltroadHouse house = new SaltroadHouse(folder, home, feed, org);
        BenchExport warmUp = BenchExport.write(folder.resolve("warm-up"), WARM_UP_RECORDS);
        Process service =
                new ProcessBuilder(house.run())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log.txt").toFile())
                        .start();
        try {
            awaitLedger(house, service);
            try (Ledger ledger = house.ledger()) {
                int deliveries = 0;
                while (deliveries < WARM_UPS) {
                    house.drop(of(warmUp), "warm-up-%d.csv".formatted(++deliveries));
                    awaitEnd(ledger, deliveries, service);
                }
                if (export.records() <= LARGE) {
                    house.drop(of(export), "before.csv");
                    awaitEnd(ledger, ++deliveries, service);
                }
                org.reset();
                long before = org.calls();
                double cpuBefore = cpuSeconds(service);
                forgetPeak(service);
                house.drop(of(export), "customers.csv");
                awaitEnd(ledger, deliveries + 1, service);
                return new ClientFigures(
                        SaltroadHouse.seconds(ledger, export.records()),
                        cpuSeconds(service) - cpuBefore,
                        peakMegabytes(service),
                        org.calls() - before);
            }
        } finally {
            service.destroy();
            if (!service.waitFor(30, TimeUnit.SECONDS)) {
                service.destroyForcibly();
            }
        }
    }

    private Path of(BenchExport export) {
        return maps ? export.erp() : export.plain();
    }

    private static void awaitLedger(SaltroadHouse house, Process service) throws Exception {
        while (!house.hasLedger()) {
            pause(service);
        }
        // It is being set up.
        TimeUnit.SECONDS.sleep(1);
    }

    private static void awaitEnd(Ledger ledger, int deliveries, Process service) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            List<Delivery> all = ledger.deliveries().newest(deliveries);
            if (all.size() == deliveries && ended(all.get(0))) {
                return;
            }
            pause(service);
        }
        throw new IOException("not settled after " + PATIENCE);
    }

    private static boolean ended(Delivery delivery) {
        return delivery.state() == DeliveryState.SETTLED || delivery.reason().isPresent();
    }

    private static void pause(Process service) throws Exception {
        if (!service.isAlive()) {
            throw new IOException("the service has ended with " + service.exitValue());
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }

    /** Of the process and its threads, as Linux counts it: in hundredths of a second. */
    private static double cpuSeconds(Process service) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + service.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Lets the kernel begin to look for the peak anew: the start of Java may have been higher. */
    private static void forgetPeak(Process service) throws IOException {
        Files.writeString(Path.of("/proc/" + service.pid() + "/clear_refs"), "5");
    }

    private static double peakMegabytes(Process service) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + service.pid() + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1000.0;
            }
        }
        throw new IOException("Linux does not say how much memory the service has");
    }
}
