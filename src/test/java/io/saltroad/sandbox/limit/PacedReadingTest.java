package io.saltroad.sandbox.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Paced reading")
class PacedReadingTest {

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(now::get);
    private final AtomicInteger reads = new AtomicInteger();
    private boolean pauses;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        pace.change(1_000);
        channel =
                new EmbeddedChannel(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void read(ChannelHandlerContext ctx) {
                                reads.incrementAndGet();
                            }
                        },
                        new PacedReading(pace),
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                ReferenceCountUtil.release(message);
                                if (pauses) {
                                    ctx.channel().config().setAutoRead(false);
                                }
                            }
                        });
        channel.freezeTime();
        reads.set(0);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void goes_on_when_what_was_read_has_taken_its_time() {
        read(500);

        pass(499);
        assertThat(reads).hasValue(0);
        assertThat(channel.config().isAutoRead()).isFalse();

        pass(1);
        assertThat(reads).hasValue(1);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void waits_on_if_another_connection_has_read_meanwhile() {
        read(500);
        pace.take(250);

        pass(500);
        assertThat(reads).hasValue(0);

        pass(250);
        assertThat(reads).hasValue(1);
    }

    @Test
    void leaves_a_connection_paused_that_somebody_else_has_paused() {
        pauses = true;
        read(500);

        pass(10_000);

        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(reads).hasValue(0);
    }

    @Test
    void begins_no_earlier_if_the_connection_is_resumed() {
        pauses = true;
        read(500);
        channel.config().setAutoRead(true);

        pass(499);
        assertThat(reads).hasValue(0);

        pass(1);
        assertThat(reads).hasValue(1);
    }

    @Test
    void is_not_in_the_way_without_a_limit() {
        pace.change(0);

        read(1_000_000);

        assertThat(reads).hasValue(1);
    }

    private void read(int bytes) {
        channel.writeInbound(Unpooled.buffer(bytes).writeZero(bytes));
    }

    private void pass(long milliseconds) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(milliseconds));
        channel.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }
}
