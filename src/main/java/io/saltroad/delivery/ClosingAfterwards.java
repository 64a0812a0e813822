package io.saltroad.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Closes something when its exchange has ended, well or not. */
final class ClosingAfterwards extends SynchronizationAdapter {

    private final Closeable closeable;

    ClosingAfterwards(Closeable closeable) {
        this.closeable = closeable;
    }

    @Override
    public void onDone(Exchange exchange) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
