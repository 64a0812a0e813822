package io.saltroad.delivery;

import io.saltroad.chunk.Chunk;
import io.saltroad.chunk.ChunkCutter;
import io.saltroad.chunk.MicroBatchCutter;
import io.saltroad.ledger.Delivery;
import io.saltroad.ledger.Ledger;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Passes over an export for Data Cloud that send nothing. */
final class CheckPasses {

    private CheckPasses() {}

    /** Takes down how the export is cut into chunks, by which they are known when they are sent. */
    static final class OfChunks implements Pass<ChunkCutter> {

        private final Ledger ledger;
        private final Delivery delivery;
        private final Set<Integer> cut = new HashSet<>();

        OfChunks(Ledger ledger, Delivery delivery) {
            this.ledger = ledger;
            this.delivery = delivery;
        }

        @Override
        public void run(ChunkCutter cutter) throws Exception {
            for (Optional<Chunk> next = cutter.next(); next.isPresent(); next = cutter.next()) {
                Chunk chunk = next.get();
                cut.add(chunk.number());
                ledger.deliveries().cut(ChunkUpload.inLedger(delivery, 0, chunk));
                Files.delete(chunk.file());
            }
        }

        @Override
        public void await() {
            // nothing is under way
        }

        @Override
        public void finish() {
            ledger.deliveries().forgetChunksExcept(delivery, cut);
        }
    }

    /** Finds the records that are too large for a micro-batch. */
    static final class OfMicroBatches implements Pass<MicroBatchCutter> {

        private final Ledger ledger;
        private final Delivery delivery;

        OfMicroBatches(Ledger ledger, Delivery delivery) {
            this.ledger = ledger;
            this.delivery = delivery;
        }

        @Override
        public void run(MicroBatchCutter cutter) throws Exception {
            while (cutter.next().isPresent()) {
                // its bytes are made again when they are sent
            }
        }

        @Override
        public void await() {
            // nothing is under way
        }

        /** The export may have been cut into chunks before it turned out to be small. */
        @Override
        public void finish() {
            ledger.deliveries().forgetChunksExcept(delivery, Set.of());
        }
    }
}
