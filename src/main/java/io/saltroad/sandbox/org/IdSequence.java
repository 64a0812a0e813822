package io.saltroad.sandbox.org;

/**
 * The ids of the first, second, third ... record of an object, as {@link SalesforceId#of} makes
 * them, but as bytes and without making anything: for those who write millions of them.
 */
public final class IdSequence {

    private static final int FIRST_CHECK = 15;
    private static final int GROUP = 5;

    private final byte[] id;

    /** Before the id of record 1. */
    public IdSequence(String keyPrefix) {
        String zero = SalesforceId.of(keyPrefix, 0);
        this.id = new byte[zero.length()];
        for (int i = 0; i < id.length; i++) {
            id[i] = (byte) zero.charAt(i);
        }
    }

    /** Writes the next id, 18 bytes. */
    public void next(byte[] to, int offset) {
        int digit = FIRST_CHECK - 1;
        while (!increase(digit)) {
            digit--;
        }
        for (int group = digit / GROUP; group < FIRST_CHECK / GROUP; group++) {
            id[FIRST_CHECK + group] = check(group * GROUP);
        }
        System.arraycopy(id, 0, to, offset, id.length);
    }

    /** False if the digit was the last one and is 0 again. */
    private boolean increase(int digit) {
        switch (id[digit]) {
            case '9' -> id[digit] = 'A';
            case 'Z' -> id[digit] = 'a';
            case 'z' -> {
                id[digit] = '0';
                return false;
            }
            default -> id[digit]++;
        }
        return true;
    }

    private byte check(int from) {
        int capitals = 0;
        for (int i = 0; i < GROUP; i++) {
            byte c = id[from + i];
            if (c >= 'A' && c <= 'Z') {
                capitals |= 1 << i;
            }
        }
        return (byte) SalesforceId.CHECKS.charAt(capitals);
    }
}
