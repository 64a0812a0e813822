package io.saltroad.ledger;

/**
 * Why something waits or ended, for the person who asks.
 *
 * @param failureClass transient, limited, session, refused, record or export
 * @param code a word that can be searched for, such as INVALIDENTITY or UNTERMINATED_QUOTE
 * @param message a sentence that says what was found and what to do
 */
public record Reason(String failureClass, String code, String message) {}
