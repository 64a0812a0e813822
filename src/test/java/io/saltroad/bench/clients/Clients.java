package io.saltroad.bench.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that are measured. Those of others are started as their manuals say; see bench/drivers. */
final class Clients {

    private final Path home;
    private final Path installed;

    /**
     * @param installed where {@code src/test/clients/install} has put the clients of others
     */
    Clients(Path home, Path installed) {
        this.home = home;
        this.installed = installed;
    }

    /** The floor first. */
    List<Client> all() {
        return List.of(
                new Curl(),
                new SaltroadService("Saltroad, running", "bench-pass-through", false, home),
                new SaltroadService("Saltroad mapped, running", "bench-erp", true, home),
                new SaltroadProcess("Saltroad, started for it", "bench-pass-through", false, home),
                new SaltroadProcess("Saltroad mapped, started for it", "bench-erp", true, home),
                new Jsforce("jsforce", false),
                new Jsforce("jsforce, ready pieces", true),
                new SimpleSalesforce(),
                new SalesforceCli());
    }

    private String driver(String file) {
        return home.resolve("bench/drivers").resolve(file).toString();
    }

    private final class Curl extends CommandClient {
        Curl() {
            super("curl");
        }

        @Override
        List<String> command(BenchExport export, BenchOrg org) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    driver("curl.sh"),
                                    org.address(),
                                    org.credentials().clientId(),
                                    org.credentials().clientSecret()));
            export.pieces().forEach(piece -> command.add(piece.toString()));
            return command;
        }
    }

    private final class Jsforce extends CommandClient {
        private final boolean pieces;

        Jsforce(String name, boolean pieces) {
            super(name);
            this.pieces = pieces;
        }

        @Override
        public List<Path> needs() {
            return List.of(node());
        }

        @Override
        List<String> command(BenchExport export, BenchOrg org) throws Exception {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    node().toString(),
                                    driver("jsforce.js"),
                                    org.address(),
                                    org.session()));
            if (pieces) {
                command.add("--pieces");
                export.pieces().forEach(piece -> command.add(piece.toString()));
            } else {
                command.add(export.plain().toString());
            }
            return command;
        }

        @Override
        Map<String, String> environment(BenchOrg org) {
            return Map.of("NODE_PATH", installed.resolve("node_modules").toString());
        }
    }

    private final class SimpleSalesforce extends CommandClient {
        SimpleSalesforce() {
            super("simple-salesforce");
        }

        private Path python() {
            return installed.resolve("python/bin/python");
        }

        @Override
        public List<Path> needs() {
            return List.of(python());
        }

        @Override
        List<String> command(BenchExport export, BenchOrg org) throws Exception {
            return List.of(
                    python().toString(),
                    driver("simple_salesforce_upsert.py"),
                    org.address(),
                    org.session(),
                    export.plain().toString());
        }
    }

    private final class SalesforceCli extends CommandClient {
        SalesforceCli() {
            super("Salesforce CLI");
        }

        private Path sf() {
            return installed.resolve("node_modules/.bin/sf");
        }

        @Override
        public List<Path> needs() {
            return List.of(sf(), node());
        }

        @Override
        void prepare(BenchExport export, BenchOrg org, Path folder) throws Exception {
            Map<String, String> signIn = new HashMap<>(environment(org));
            signIn.put("SF_ACCESS_TOKEN", org.session());
            run(
                    List.of(
                            sf().toString(),
                            "org",
                            "login",
                            "access-token",
                            "--instance-url",
                            org.address(),
                            "--no-prompt"),
                    signIn,
                    folder);
        }

        @Override
        List<String> command(BenchExport export, BenchOrg org) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    driver("sf.sh"),
                                    sf().toString(),
                                    org.credentials().username()));
            export.pieces().forEach(piece -> command.add(piece.toString()));
            return command;
        }

        /** Its own Node.js first; nothing is sent home, and no newer version looked for. */
        @Override
        Map<String, String> environment(BenchOrg org) {
            return Map.of(
                    "PATH",
                    node().getParent() + ":" + System.getenv("PATH"),
                    "SF_DISABLE_TELEMETRY",
                    "true",
                    "SF_AUTOUPDATE_DISABLE",
                    "true",
                    "SF_SKIP_NEW_VERSION_CHECK",
                    "true");
        }
    }

    private Path node() {
        return installed.resolve("node_modules/node/bin/node");
    }

    /** What a client needs and is not there. */
    static List<Path> missing(Client client) {
        return client.needs().stream().filter(path -> !Files.exists(path)).toList();
    }
}
