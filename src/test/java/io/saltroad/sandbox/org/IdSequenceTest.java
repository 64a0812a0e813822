package io.saltroad.sandbox.org;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sequence of ids")
class IdSequenceTest {

    @Test
    void has_the_ids_of_the_records_one_after_the_other() {
        IdSequence ids = new IdSequence("801");
        byte[] id = new byte[18];

        for (int n = 1; n <= 300_000; n++) {
            ids.next(id, 0);
            assertThat(new String(id, StandardCharsets.US_ASCII))
                    .isEqualTo(SalesforceId.of("801", n));
        }
    }

    @Test
    void is_written_where_it_is_wanted() {
        byte[] quoted = "\"                  \"".getBytes(StandardCharsets.US_ASCII);

        new IdSequence("001").next(quoted, 1);

        assertThat(new String(quoted, StandardCharsets.US_ASCII))
                .isEqualTo('"' + SalesforceId.of("001", 1) + '"');
    }
}
