package io.saltroad.sandbox.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends connections the hard way. */
public final class Connections {

    private Connections() {}

    /** Sends a reset instead of an orderly end: what has not been read by the client is lost. */
    public static void reset(HttpServerRequest request) {
        // The public API knows no reset of an HTTP/1.1 connection, so we reach for the channel.
        if (request.connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channelHandlerContext().channel();
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = channel.close(); // nobody is left to be told
        } else {
            request.connection().close();
        }
    }
}
