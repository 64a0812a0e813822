package io.saltroad.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The exports of the demo, each for a feed of its own. */
public final class DemoExports {

    /** The feed that gets the generated export. */
    private static final String GENERATED = "customers";

    /** Real exports among the resources beside this class, by feed. */
    private static final Map<String, String> REAL = new LinkedHashMap<>();

    static {
        REAL.put("sap-business-partners", "sap-sample-bikes/BusinessPartners.csv");
        REAL.put("adventureworks-resellers", "adventureworks/DimReseller.csv");
        REAL.put("northwind-orders", "northwind/Orders.csv");
        REAL.put("northwind-customers", "northwind/Customers.csv");
        REAL.put("data-cloud-orders", "northwind/Orders.csv");
        REAL.put("data-cloud-resellers", "adventureworks/DimReseller.csv");
    }

    private final Path dropFolders;
    private final long customers;

    /**
     * @param dropFolders holds a folder for each feed
     * @param customers how many records the generated export has
     */
    public DemoExports(Path dropFolders, long customers) {
        this.dropFolders = dropFolders;
        this.customers = customers;
    }

    /** The feeds that the exports are for. */
    public static Set<String> feeds() {
        Set<String> feeds = new LinkedHashSet<>(REAL.keySet());
        feeds.add(GENERATED);
        return feeds;
    }

    /** Drops all exports, as an ERP does: whole, never half written. */
    public void drop() throws IOException {
        for (Map.Entry<String, String> export : REAL.entrySet()) {
            drop(export.getKey(), export.getValue());
        }
        generate();
    }

    private void drop(String feed, String resource) throws IOException {
        Path file = folder(feed).resolve(Path.of(resource).getFileName().toString());
        Path unfinished = dropFolders.resolve(feed + ".part");
        try (InputStream in = DemoExports.class.getResourceAsStream("exports/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar was built without " + resource);
            }
            Files.copy(in, unfinished);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** This feed waits for a done file instead. */
    private void generate() throws IOException {
        Path file = folder(GENERATED).resolve("customers-%d.csv".formatted(customers));
        try (OutputStream out = Files.newOutputStream(file)) {
            new CustomerGenerator(customers).write(out);
        }
        Files.createFile(file.resolveSibling(file.getFileName() + ".done"));
    }

    private Path folder(String feed) throws IOException {
        return Files.createDirectories(dropFolders.resolve(feed));
    }
}
