package io.saltroad.delivery;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * By what a result is matched to its record: the text of the key field, or of all fields.
 *
 * @param exact the text as it was sent; line ends inside are all alike
 * @param canonical the same for spellings that may mean the same: numbers as decimals, since {@code
 *     912260031} may come back as {@code 9.12260031E8} (Bulk API 2.0 Developer Guide, "Get Job
 *     Successful Record Results"), without case and blanks around. Records of their own may share
 *     it, so it decides only where it can mean one record alone
 */
record RecordKey(String exact, String canonical) {

    /** A number without leading zeros, which would be part of a text. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9]\\d{0,40})(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?");

    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    /** The key of a record with a key field. */
    static RecordKey of(String text) {
        return new RecordKey(exact(text), canonical(text));
    }

    /** The key of a record without one: all its fields, in an order that both sides share. */
    static RecordKey ofAll(List<String> values) {
        return new RecordKey(
                digest(values.stream().map(RecordKey::exact).toList()),
                digest(values.stream().map(RecordKey::canonical).toList()));
    }

    private static String digest(List<String> values) {
        MessageDigest digest = sha256();
        for (String value : values) {
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static String exact(String text) {
        return text.indexOf('\r') < 0 ? text : LINE_END.matcher(text).replaceAll("\n");
    }

    private static String canonical(String text) {
        if (NUMBER.matcher(text).matches()) {
            return new BigDecimal(text).stripTrailingZeros().toPlainString();
        }
        // Line ends inside a value may have been changed on the way (embeddedLineEnd).
        String oneLine = LINE_END.matcher(text).replaceAll(" ");
        return oneLine.strip().toLowerCase(Locale.ROOT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
