package io.saltroad.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
}
