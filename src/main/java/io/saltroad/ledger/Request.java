package io.saltroad.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody has asked for with a command.
 *
 * @param subject id of a delivery, or of an export
 * @param argument the reason of an abandon, or the file with corrected records
 * @param sha256 of that file when it was asked for
 * @param answer once it is done: what has happened, or why nothing has
 */
public record Request(
        String id,
        Kind kind,
        String subject,
        Optional<String> argument,
        Optional<String> sha256,
        Instant at,
        Optional<Answer> answer) {

    /** What can be asked for. */
    public enum Kind {
        /** Go on where it stopped. */
        REPLAY("replay"),
        /** Deliver corrected records of it. */
        CORRECT("replay --failed"),
        /** Close it for good. */
        ABANDON("abandon");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As the command spells it. */
        public String word() {
            return word;
        }
    }

    /**
     * What came of a request.
     *
     * @param refused nothing has happened
     * @param message a sentence for the person who asked
     * @param result the export that came of it
     */
    public record Answer(boolean refused, String message, Optional<String> result, Instant at) {}

    /** Whether somebody who delivers has dealt with it. */
    public boolean done() {
        return answer.isPresent();
    }
}
