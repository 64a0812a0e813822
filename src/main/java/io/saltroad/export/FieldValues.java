package io.saltroad.export;

import java.nio.charset.StandardCharsets;

/**
 * The fields of one record on their way to a target. Most are texts; a field that is sent as it
 * stands in the export may stay where it is, as a stretch of its bytes, and becomes a text only
 * when somebody asks. Made once for all records: each fills all fields anew.
 */
public final class FieldValues implements RecordMapper.FieldSource {

    private final String[] texts;
    private final int[] begins;
    private final int[] ends;
    private byte[] bytes = {};

    public FieldValues(int fields) {
        this.texts = new String[fields];
        this.begins = new int[fields];
        this.ends = new int[fields];
    }

    /** A field with this text. */
    public void set(int field, String text) {
        texts[field] = text;
        ends[field] = 0;
    }

    /**
     * A field whose text stands in these bytes until the next record.
     *
     * @param source the same for all fields of a record
     */
    void setBytes(int field, byte[] source, int begin, int end) {
        bytes = source;
        texts[field] = null;
        begins[field] = begin;
        ends[field] = end;
    }

    @Override
    public String text(int field) {
        String text = texts[field];
        if (text == null) {
            int begin = begins[field];
            text = new String(bytes, begin, ends[field] - begin, StandardCharsets.UTF_8);
            texts[field] = text;
        }
        return text;
    }

    /**
     * Whether a field stands in {@link #bytes()}: in UTF-8, with at least one character, and
     * without quotes and line ends. Delimiters may be in it, and blanks at its ends.
     */
    public boolean hasBytes(int field) {
        return ends[field] > 0;
    }

    /** Read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a field begins there. */
    public int begin(int field) {
        return begins[field];
    }

    /** Where it ends. */
    public int end(int field) {
        return ends[field];
    }

    /** Whether {@link RecordRules#checkTexts} has nothing to say; false if that is not certain. */
    boolean surelyFit() {
        int total = 0;
        for (int i = 0; i < texts.length; i++) {
            if (hasBytes(i)) {
                total += ends[i] - begins[i];
            } else if (RecordRules.holdsOdd(texts[i])) {
                return false;
            } else {
                total += texts[i].length();
            }
            if (total > RecordRules.LONGEST_FIELD) {
                return false;
            }
        }
        return true;
    }
}
