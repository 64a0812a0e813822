package io.saltroad.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A request")
class FaultMatrixTest {
    @TempDir static Path folder;

    @Test
    void probe() throws Exception {
        List<Cell> cells = new ArrayList<>();
        for (RequestKind r : RequestKind.values())
            for (PlannedFault f : PlannedFault.values())
                if ((r + "." + f).matches(System.getProperty("cells", ".*")))
                    cells.add(new Cell(r, f, 1));
        long t = System.nanoTime();
        FaultMatrix m = FaultMatrix.run(cells, folder, Integer.getInteger("workers", 6));
        System.out.println(
                m.table(List.of(RequestKind.values()), List.of(PlannedFault.values()), 1));
        System.out.println("took " + (System.nanoTime() - t) / 1_000_000 + " ms");
        for (Cell c : cells) {
            Finding f = m.of(c);
            if (f.played() != 1 || !f.objections().isEmpty()) System.out.println(c + " " + f);
        }
    }
}
