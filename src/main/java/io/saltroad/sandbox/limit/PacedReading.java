package io.saltroad.sandbox.limit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * Reads from one connection at a pace that others share. One handler serves one connection.
 *
 * <p>A connection that is paused by others stays so: Vert.x pauses it while it handles what was
 * read, and we look at it after that. Netty's own traffic shaping resumes it whoever paused it, so
 * that an upload that has to wait for something else is read into memory.
 */
final class PacedReading extends ChannelDuplexHandler {

    private final Pace pace;
    private boolean paused;
    private boolean waiting;

    PacedReading(Pace pace) {
        this.pace = pace;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            pace.take(bytes.readableBytes());
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        ChannelConfig config = ctx.channel().config();
        if (config.isAutoRead() && pace.left() > 0) {
            // Otherwise it would be read as soon as there is something, whether or not one asks.
            config.setAutoRead(false);
            paused = true;
            await(ctx);
        }
    }

    /** Somebody asks for more, such as who resumes the connection. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (pace.left() > 0) {
            await(ctx);
        } else {
            ctx.read();
        }
    }

    private void await(ChannelHandlerContext ctx) {
        if (!waiting) {
            waiting = true;
            var unused =
                    ctx.executor().schedule(() -> goOn(ctx), pace.left(), TimeUnit.NANOSECONDS);
        }
    }

    private void goOn(ChannelHandlerContext ctx) {
        waiting = false;
        ChannelConfig config = ctx.channel().config();
        boolean resume = paused && !config.isAutoRead();
        paused = false;
        if (resume) {
            config.setAutoRead(true); // asks for a read
        } else {
            ctx.channel().read();
        }
    }
}
