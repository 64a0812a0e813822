package io.saltroad.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The digest of records, by which a benchmark knows what arrived,")
class RecordsDigestTest {

    private static final List<String> COLUMNS =
            List.of("ERP_Number__c", "Name", "BillingCity", "AnnualRevenue", "Last_Change__c");

    private static final List<String> ONE =
            List.of("1", "Äpfel \"süß\"\nII", "Zürich", "1.50", "2024-09-04T14:53:41Z");
    private static final List<String> TWO = List.of("2", "Birnen", "", "", "");

    @Test
    void is_the_same_in_any_order() {
        assertThat(of(TWO, ONE)).isEqualTo(of(ONE, TWO));
    }

    @Test
    void is_the_same_however_a_number_or_a_time_is_written() {
        assertThat(
                        of(
                                List.of(
                                        "1",
                                        "Äpfel \"süß\"\nII",
                                        "Zürich",
                                        "1.5",
                                        "2024-09-04T14:53:41.000Z")))
                .isEqualTo(of(ONE));
    }

    @ParameterizedTest
    @MethodSource
    void is_another_one_if(List<List<String>> records) {
        RecordsDigest digest = new RecordsDigest();
        records.forEach(record -> digest.add(COLUMNS, record));

        assertThat(digest).isNotEqualTo(of(ONE, TWO));
    }

    static Stream<Named<List<List<String>>>> is_another_one_if() {
        return Stream.of(
                Named.of("a record is lost", List.of(ONE)),
                Named.of("a record is doubled", List.of(ONE, TWO, TWO)),
                Named.of("one is lost and another doubled", List.of(TWO, TWO)),
                Named.of("a letter differs", List.of(ONE, List.of("2", "Birmen", "", "", ""))),
                Named.of("a blank is lost", List.of(ONE, List.of("2", "Birnen ", "", "", ""))),
                Named.of("a field has moved", List.of(ONE, List.of("2", "", "Birnen", "", ""))),
                Named.of(
                        "two fields became one", List.of(ONE, List.of("2Birnen", "", "", "", ""))));
    }

    @SafeVarargs
    private static RecordsDigest of(List<String>... records) {
        RecordsDigest digest = new RecordsDigest();
        for (List<String> record : records) {
            digest.add(COLUMNS, record);
        }
        return digest;
    }
}
