package io.saltroad.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The checkpoint of a stream")
class StreamsTest {

    @TempDir Path folder;
    private TestLedger house;
    private Delivery delivery;

    @BeforeEach
    void setUp() {
        house = new TestLedger(folder);
        delivery = house.registered(house.sealed("a", "customers"), 1);
        house.ledger.streams().begun(delivery);
    }

    @AfterEach
    void tearDown() {
        house.close();
    }

    @Test
    void survives_a_restart() {
        house.ledger.streams().acknowledged(delivery.id(), 500, 2, 180_000);
        house.reopen();

        assertThat(house.ledger.streams().begun(delivery).records()).isEqualTo(500);
    }

    @Test
    void never_goes_back() {
        house.ledger.streams().acknowledged(delivery.id(), 500, 2, 180_000);
        house.ledger.streams().acknowledged(delivery.id(), 400, 1, 90_000);

        assertThat(house.ledger.streams().find(delivery.id()).orElseThrow().records())
                .isEqualTo(500);
    }

    @Test
    void brings_the_delivery_forward_only_when_there_is_more() {
        house.ledger.streams().acknowledged(delivery.id(), 500, 2, 180_000);
        Instant forward = progress();
        house.clock.advance(Duration.ofMinutes(1));

        house.ledger.streams().acknowledged(delivery.id(), 500, 2, 180_000);
        assertThat(progress()).isEqualTo(forward);

        house.ledger.streams().acknowledged(delivery.id(), 501, 3, 180_100);
        assertThat(progress()).isEqualTo(house.clock.instant());
    }

    private Instant progress() {
        return house.ledger.deliveries().get(delivery.id()).progressAt();
    }
}
