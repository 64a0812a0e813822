package io.saltroad.sandbox.limit;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Handler;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * How many bytes a second come in over all connections together, and how many go out.
 *
 * <p>A connection is limited from its first request on that comes while there is a limit. Until
 * then files are sent by the kernel, which cannot be slowed down.
 *
 * <p>The traffic shaping of Vert.x would be an option of each server: HTTP and HTTPS would not
 * share it, it could not be switched on later, and it resumes connections that are paused ({@link
 * PacedReading}). What goes out is left to the handler of Netty that it uses, one for all.
 */
public final class Bandwidth implements Handler<RoutingContext>, AutoCloseable {

    private static final String IN = "bandwidthIn";
    private static final String OUT = "bandwidthOut";

    // Names that Vert.x gives.
    private static final String CHUNKED_WRITER = "chunkedWriter";
    private static final String HTTP_ENCODER = "httpEncoder";
    private static final String HANDLER = "handler";

    /**
     * How long Netty remembers what was written: that much of idle time is made up for. With less,
     * what goes out is several percent off the limit.
     */
    private static final long REMEMBERED_MILLIS = 100;

    /** Longer than anything that is written at once takes at any sensible limit. */
    private static final long LONGEST_DELAY_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final long initially;
    private final Pace pace = new Pace(System::nanoTime);
    private final GlobalTrafficShapingHandler out =
            new GlobalTrafficShapingHandler(
                    GlobalEventExecutor.INSTANCE, 0, 0, 0, LONGEST_DELAY_MILLIS);
    private long bytesPerSecond;

    /**
     * Limited from the start.
     *
     * @param bytesPerSecond in each direction; 0 is no limit
     */
    public Bandwidth(long bytesPerSecond) {
        this.initially = bytesPerSecond;
        reset();
    }

    /** Sets it back to what it was at the start. */
    public void reset() {
        change(initially);
    }

    public synchronized long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Limits each direction to so many bytes a second; 0 is no limit. */
    public synchronized void change(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        pace.change(newBytesPerSecond);
        out.configure(newBytesPerSecond, 0, newBytesPerSecond == 0 ? 0 : REMEMBERED_MILLIS);
    }

    @Override
    public void handle(RoutingContext ctx) {
        // The public API does not lead to the channel.
        if (bytesPerSecond() > 0
                && ctx.request().connection() instanceof ConnectionBase connection) {
            limit(connection.channelHandlerContext().pipeline());
        }
        ctx.next();
    }

    private void limit(ChannelPipeline pipeline) {
        if (pipeline.get(IN) != null) {
            return;
        }
        pipeline.addFirst(IN, new PacedReading(pace)).addFirst(OUT, out);
        if (pipeline.get(CHUNKED_WRITER) == null && pipeline.get(HTTP_ENCODER) != null) {
            // Vert.x sees the shaping and writes files in chunks, for which it has this handler on
            // connections that are shaped from their beginning.
            pipeline.addBefore(HANDLER, CHUNKED_WRITER, new ChunkedWriteHandler());
        }
    }

    @Override
    public void close() {
        out.release();
    }
}
