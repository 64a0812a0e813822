package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The size of a chunk")
class ChunkSizeTest {

    @Test
    void may_be_what_salesforce_advises() {
        assertThat(ChunkSize.ofBulkApi(100_000_000).bytes()).isEqualTo(100_000_000);
    }

    @Test
    void is_refused_one_byte_above_what_salesforce_advises() {
        assertThatThrownBy(() -> ChunkSize.ofBulkApi(100_000_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunk size must be 1..100000000 bytes, was 100000001");
    }

    @Test
    void may_be_what_data_cloud_takes_and_not_a_byte_more() {
        assertThat(new ChunkSize(150_000_000).bytes()).isEqualTo(150_000_000);
        assertThatThrownBy(() -> new ChunkSize(150_000_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunk size must be 1..150000000 bytes, was 150000001");
    }

    @Test
    void is_refused_if_it_is_nothing() {
        assertThatThrownBy(() -> new ChunkSize(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "an export of {0} bytes in chunks of at most {1}: {2}")
    @CsvSource({
        "132000000, 100000000, 69300001", // two, with room to grow by a twentieth
        "1320000000, 100000000, 99000000",
        "100000000, 100000000, 100000000", // one
        "199000000, 100000000, 100000000", // no room
        "132000, 100000, 100000" // not worth it
    })
    void is_about_equal_for_the_chunks_of_a_large_export(long export, long most, long even) {
        assertThat(new ChunkSize(most).evenFor(export).bytes()).isEqualTo(even);
    }
}
