package io.saltroad.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each request of a delivery is met by each fault. However a cell ends, it ends as the tables in
 * {@code once.csv} and {@code for-ever.csv} say, those of Data Cloud as in {@code
 * data-cloud-*.csv}, and no record is lost or arrives twice.
 *
 * <p>The build takes one fault of each sort; {@code bench/matrix} takes all of them. Both print the
 * matrix and leave it in {@code target/fault-matrix.md}.
 */
@DisplayName("A request that a delivery makes")
class FaultMatrixTest {

    /** A regular expression for the cells, as "upload/429"; without it, one fault of each sort. */
    private static final String EXTENT = "saltroad.matrix";

    private static final int WORKERS = 4;

    @TempDir static Path folder;

    private static Map<Cell, String> expected;
    private static FaultMatrix matrix;

    @BeforeAll
    static void deliverUnderEachFault() throws Exception {
        expected = new LinkedHashMap<>(Expectations.once());
        expected.putAll(Expectations.forEver());
        String extent = System.getProperty(EXTENT);
        expected.keySet()
                .removeIf(
                        cell ->
                                extent == null
                                        ? !cell.representative()
                                        : !cell.name().matches(extent));
        matrix = FaultMatrix.run(List.copyOf(expected.keySet()), folder, WORKERS);
    }

    @AfterAll
    static void print() throws IOException {
        if (matrix != null) {
            System.out.println(matrix.table());
            Files.writeString(Path.of("target/fault-matrix.md"), matrix.table());
        }
    }

    @TestFactory
    Stream<DynamicNode> met_by_a_fault() {
        return Arrays.stream(RequestKind.values())
                .map(request -> dynamicContainer(request.label(), cellsOf(request)));
    }

    private static Stream<DynamicNode> cellsOf(RequestKind request) {
        return expected.entrySet().stream()
                .filter(cell -> cell.getKey().request() == request)
                .map(cell -> cellTest(cell.getKey(), cell.getValue()));
    }

    private static DynamicNode cellTest(Cell cell, String end) {
        return dynamicTest(
                "met by %s %s: %s"
                        .formatted(cell.fault().label(), cell.times() == 1 ? "once" : "ever", end),
                () -> {
                    Finding finding = matrix.of(cell);
                    assertThat(finding.objections()).isEmpty();
                    assertThat(finding.end()).isEqualTo(end);
                    assertThat(finding.played()).isPositive();
                });
    }
}
