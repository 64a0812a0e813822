package io.saltroad.chunk;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How an org compares the values of a key field, as far as that is known.
 *
 * <p>Certain: text fields are compared without regard to case unless they are marked as
 * case-sensitive (Salesforce Help, "Custom Field Attributes", External ID and Unique); an Id is its
 * first 15 characters, in their case; the other three of 18 are a checksum (Object Reference, "ID
 * Field Type"); numbers are values, not texts.
 *
 * <p>Not certain: how letters above ASCII are compared without case, and whether blanks around a
 * text count. Two keys that may be two are two here: so no record is left out that might be one of
 * its own. Should the org see only one, it refuses one of the records, or the later job wins, and
 * the accounts tell.
 */
public enum KeyForm {
    /** Text without regard to case. Blanks count. */
    TEXT {
        @Override
        String form(String text) {
            return text.toLowerCase(Locale.ROOT);
        }

        @Override
        boolean form(byte[] ascii, int from, int to, LineBuffer out) {
            out.reserve(to - from);
            byte[] target = out.bytes;
            int end = out.length;
            for (int i = from; i < to; i++) {
                byte b = ascii[i];
                target[end++] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
            }
            out.length = end;
            return true;
        }
    },

    /** Text as it stands. */
    EXACT_TEXT {
        @Override
        String form(String text) {
            return text;
        }

        @Override
        boolean form(byte[] ascii, int from, int to, LineBuffer out) {
            out.append(ascii, from, to);
            return true;
        }
    },

    /** Numbers as decimals: 007 is 7 is 7.0. What is no number is compared as text. */
    NUMBER {
        @Override
        String form(String text) {
            String number = text.strip();
            return DECIMAL.matcher(number).matches()
                    ? new BigDecimal(number).stripTrailingZeros().toPlainString()
                    : TEXT.form(number);
        }

        @Override
        boolean form(byte[] ascii, int from, int to, LineBuffer out) {
            int begin = from;
            while (begin < to - 1 && ascii[begin] == '0') {
                begin++;
            }
            if (to - from > MOST_DIGITS) {
                return false;
            }
            for (int i = begin; i < to; i++) {
                if (ascii[i] < '0' || ascii[i] > '9') {
                    return false;
                }
            }
            out.append(ascii, begin, to);
            return true;
        }
    },

    /** Ids of Salesforce by their first 15 characters. */
    ID {
        @Override
        String form(String text) {
            String id = text.strip();
            return id.length() == LONG_ID ? id.substring(0, SHORT_ID) : id;
        }

        @Override
        boolean form(byte[] ascii, int from, int to, LineBuffer out) {
            if (isBlank(ascii[from]) || isBlank(ascii[to - 1])) {
                return false;
            }
            out.append(ascii, from, to - from == LONG_ID ? from + SHORT_ID : to);
            return true;
        }
    };

    /** More digits, or a larger exponent, no field of Salesforce has. */
    private static final int MOST_DIGITS = 40;

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,2})?");

    private static final int SHORT_ID = 15;
    private static final int LONG_ID = 18;

    /** Bulk API 2.0's word for "erase the field". */
    private static final String ERASE = "#N/A";

    /** A key in the form in which equal keys are equal texts; empty if there is no key. */
    public String canonical(String text) {
        return text.isBlank() || text.equals(ERASE) ? "" : form(text);
    }

    /** The form of a text that is a key. */
    abstract String form(String text);

    /**
     * Appends the form of a key, in UTF-8.
     *
     * @param ascii has ASCII only from here to there, which is not nothing
     * @return false if it is none that is quickly told, and nothing was appended
     */
    abstract boolean form(byte[] ascii, int from, int to, LineBuffer out);

    private static boolean isBlank(byte ascii) {
        return ascii <= ' ';
    }
}
