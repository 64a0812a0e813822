package io.saltroad.fault;

import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Cells and what they were found to be. Most of a cell is waiting, so several run at once. */
final class FaultMatrix {

    private static final int COLUMNS = 6;

    private final Map<Cell, Finding> findings = new ConcurrentHashMap<>();

    private FaultMatrix() {}

    /** Runs all cells, each worker with an org of its own. */
    static FaultMatrix run(List<Cell> cells, Path folder, int workers) throws Exception {
        FaultMatrix matrix = new FaultMatrix();
        Queue<Cell> queue = new ConcurrentLinkedQueue<>(cells);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                Path own = Files.createDirectories(folder.resolve("worker-" + i));
                running.add(threads.submit(() -> matrix.work(queue, own)));
            }
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return matrix;
    }

    private Void work(Queue<Cell> queue, Path folder) throws Exception {
        try (Sandbox org =
                Sandbox.start(new SandboxSettings("127.0.0.1", 0, SandboxSettings.NO_TLS, null))) {
            CellRun run = new CellRun(org);
            int number = 0;
            for (Cell cell = queue.poll(); cell != null; cell = queue.poll()) {
                findings.put(
                        cell,
                        run.find(cell, Files.createDirectory(folder.resolve("cell-" + number++))));
            }
        }
        return null;
    }

    Finding of(Cell cell) {
        return findings.get(cell);
    }

    /** A table for people: how each cell ended, and how many requests that took. */
    String table() {
        StringBuilder text = new StringBuilder();
        for (boolean toDataCloud : List.of(false, true)) {
            List<Integer> often =
                    findings.keySet().stream()
                            .filter(cell -> cell.request().way().toDataCloud() == toDataCloud)
                            .map(Cell::times)
                            .sorted()
                            .distinct()
                            .toList();
            for (int times : often) {
                text.append(toDataCloud ? "\nData Cloud, " : "\nCRM, ");
                text.append(times == 1 ? "once\n" : "for ever\n");
                List<PlannedFault> faults = columns(toDataCloud, times);
                for (int from = 0; from < faults.size(); from += COLUMNS) {
                    part(
                            text,
                            toDataCloud,
                            times,
                            faults.subList(from, Math.min(from + COLUMNS, faults.size())));
                }
            }
        }
        return text.toString();
    }

    private List<PlannedFault> columns(boolean toDataCloud, int times) {
        return findings.keySet().stream()
                .filter(cell -> cell.request().way().toDataCloud() == toDataCloud)
                .filter(cell -> cell.times() == times)
                .map(Cell::fault)
                .distinct()
                .sorted()
                .toList();
    }

    private void part(
            StringBuilder text, boolean toDataCloud, int times, List<PlannedFault> faults) {
        text.append("\n| %-20s".formatted("request"));
        faults.forEach(fault -> text.append("| %-25s".formatted(fault.label())));
        text.append("|\n|").append(("-".repeat(21) + "|"));
        faults.forEach(fault -> text.append("-".repeat(26)).append('|'));
        text.append('\n');
        for (RequestKind request : RequestKind.values()) {
            if (request.way().toDataCloud() != toDataCloud) {
                continue;
            }
            List<String> cells =
                    faults.stream().map(fault -> cell(new Cell(request, fault, times))).toList();
            if (cells.stream().allMatch(String::isEmpty)) {
                continue;
            }
            text.append("| %-20s".formatted(request.label()));
            cells.forEach(cell -> text.append("| %-25s".formatted(cell)));
            text.append("|\n");
        }
    }

    private String cell(Cell cell) {
        Finding finding = of(cell);
        return finding == null ? "" : finding.end() + ", " + finding.requests();
    }
}
