package io.saltroad.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.ledger.Streams.Checkpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("What is acknowledged of a stream")
class AcknowledgedPrefixTest {

    @Example
    void goes_on_from_the_checkpoint() {
        AcknowledgedPrefix prefix = new AcknowledgedPrefix(checkpoint(100, 5, 900));

        prefix.acknowledged(0, 10, 80);

        assertThat(prefix.records()).isEqualTo(110);
        assertThat(prefix.requests()).isEqualTo(6);
        assertThat(prefix.bytes()).isEqualTo(980);
    }

    @Example
    void does_not_count_what_came_before_its_turn() {
        AcknowledgedPrefix prefix = new AcknowledgedPrefix(checkpoint(0, 0, 0));

        assertThat(prefix.acknowledged(1, 10, 80)).isFalse();
        assertThat(prefix.acknowledged(2, 10, 80)).isFalse();
        assertThat(prefix.records()).isZero();

        assertThat(prefix.acknowledged(0, 10, 80)).isTrue();
        assertThat(prefix.records()).isEqualTo(30);
    }

    @Property(tries = 300)
    void is_all_of_it_in_the_end_whatever_the_order(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 1000) Integer> sizes,
            @ForAll long seed) {
        AcknowledgedPrefix prefix = new AcknowledgedPrefix(checkpoint(0, 0, 0));
        List<Integer> order = new ArrayList<>(IntStream.range(0, sizes.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));

        boolean[] done = new boolean[sizes.size()];
        for (int number : order) {
            prefix.acknowledged(number, sizes.get(number), 1);
            done[number] = true;
            long expected = 0;
            for (int i = 0; i < done.length && done[i]; i++) {
                expected += sizes.get(i);
            }
            assertThat(prefix.records()).isEqualTo(expected);
        }
        assertThat(prefix.requests()).isEqualTo(sizes.size());
    }

    private static Checkpoint checkpoint(long records, long requests, long bytes) {
        return new Checkpoint("a.1", records, requests, bytes, Instant.EPOCH, Optional.empty());
    }
}
