package io.saltroad.bench.clients;

import io.saltroad.ledger.Ledger;
import java.nio.file.Path;
import java.util.List;

/** {@code saltroad run --once}: a process that starts, delivers what lies there, and ends. */
final class SaltroadProcess extends CommandClient {

    private final String feed;
    private final boolean maps;
    private final Path home;
    private SaltroadHouse house;

    SaltroadProcess(String name, String feed, boolean maps, Path home) {
        super(name);
        this.feed = feed;
        this.maps = maps;
        this.home = home;
    }

    @Override
    public boolean maps() {
        return maps;
    }

    @Override
    void prepare(BenchExport export, BenchOrg org, Path folder) throws Exception {
        house = new SaltroadHouse(folder, home, feed, org);
        house.drop(maps ? export.erp() : export.plain(), "customers.csv");
    }

    @Override
    List<String> command(BenchExport export, BenchOrg org) {
        return house.run("--once");
    }

    @Override
    public ClientFigures deliver(BenchExport export, BenchOrg org, Path folder) throws Exception {
        ClientFigures figures = super.deliver(export, org, folder);
        try (Ledger ledger = house.ledger()) {
            var unused = SaltroadHouse.seconds(ledger, export.records());
        }
        return figures;
    }
}
