package io.saltroad.bench.clients;

import io.saltroad.demo.CustomerGenerator;
import java.nio.file.Path;
import java.util.List;

/** One way to bring an export into Salesforce. */
interface Client {

    /** What people call it. */
    String name();

    /** What has to be there for it, or nothing. */
    default List<Path> needs() {
        return List.of();
    }

    /** Whether it delivers the ERP's form of the export, with a constant added. */
    default boolean maps() {
        return false;
    }

    /** The columns that it must have uploaded. */
    default List<String> columns() {
        return maps() ? BenchExport.ALL_COLUMNS : CustomerGenerator.COLUMNS;
    }

    /**
     * Delivers the export and waits until the org has processed all of it.
     *
     * @param org was just emptied
     * @param folder its own, empty
     */
    ClientFigures deliver(BenchExport export, BenchOrg org, Path folder) throws Exception;
}
