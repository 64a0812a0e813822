package io.saltroad.chunk;

/** How a text is written as a JSON value. */
public enum JsonType {
    /** In quotes, whatever it is. */
    STRING {
        @Override
        public boolean fits(String text) {
            return true;
        }

        @Override
        public String rule() {
            throw new IllegalStateException("every text fits");
        }
    },

    /**
     * As it stands: digits, without leading zeros, perhaps a minus before and a point with decimals
     * behind. JSON would take an exponent too (RFC 8259, section 6).
     */
    NUMBER {
        @Override
        public boolean fits(String text) {
            int length = text.length();
            int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
            int digits = digits(text, at);
            if (digits == 0 || (digits > 1 && text.charAt(at) == '0')) {
                return false;
            }
            at += digits;
            if (at == length) {
                return true;
            }
            int decimals = text.charAt(at) == '.' ? digits(text, at + 1) : 0;
            return decimals > 0 && at + 1 + decimals == length;
        }

        @Override
        public String rule() {
            return "is not a plain decimal number such as -1234.56, without grouping and leading"
                    + " zeros";
        }
    },

    /** As it stands: true or false. */
    BOOLEAN {
        @Override
        public boolean fits(String text) {
            return text.equals("true") || text.equals("false");
        }

        @Override
        public String rule() {
            return "is neither true nor false";
        }
    };

    /** Whether a text, which is not empty, can be written in this way. */
    public abstract boolean fits(String text);

    /** What was expected, for a text that does not fit. */
    public abstract String rule();

    /** How many digits stand here. */
    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }
}
