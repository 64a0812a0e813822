package io.saltroad.salesforce.bulk;

import io.saltroad.chunk.ChunkFile;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * The body of an upload that begins while its chunk is being cut. It can be sent again from its
 * beginning, as after a new sign-in.
 */
final class GrowingBody extends AbstractHttpEntity {

    private final ChunkFile chunk;

    GrowingBody(ChunkFile chunk, String contentType) {
        super(contentType, null, true);
        this.chunk = chunk;
    }

    @Override
    public InputStream getContent() throws IOException {
        return chunk.open();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public void close() {
        // each stream is closed by who reads it
    }
}
