package io.saltroad.export;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.Arrays;
import java.util.Objects;

/**
 * Holds the characters of one record, field after field. Texts are made when somebody asks: an
 * export has often more columns than its feed uses.
 */
final class FieldBuffer extends CsvCallbackHandler<FieldBuffer> implements SourceFields {

    private final StrictReader reader;
    private char[] chars = new char[1 << 12];
    private int[] ends = new int[64];
    private String[] texts = new String[64];
    private int count;
    private long line;
    private boolean blank;
    private boolean bareCr;
    private boolean endInside;

    FieldBuffer(StrictReader reader) {
        this.reader = reader;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public String text(int field) {
        String text = texts[Objects.checkIndex(field, count)];
        if (text == null) {
            int begin = field == 0 ? 0 : ends[field - 1];
            text = new String(chars, begin, ends[field] - begin);
            texts[field] = text;
        }
        return text;
    }

    @Override
    public boolean is(int field, String text) {
        int begin = field == 0 ? 0 : ends[field - 1];
        return ends[field] - begin == text.length() && text(field).equals(text);
    }

    /** There are no bytes any more. */
    @Override
    public boolean copy(int field, boolean trim, int most, FieldValues target, int targetField) {
        return false;
    }

    @Override
    public boolean beginsWithMark() {
        return ends[0] > 0 && chars[0] == RecordRules.BYTE_ORDER_MARK;
    }

    @Override
    public long line() {
        return line;
    }

    /** Line the next field begins on: the one that could not be read. */
    long nextLine() {
        return lineAt(length());
    }

    /** Line the last field begins on. */
    long lastLine() {
        return lineAt(count < 2 ? 0 : ends[count - 2]);
    }

    private long lineAt(int end) {
        long lines = line;
        for (int i = 0; i < end; i++) {
            if (chars[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    @Override
    public boolean blank() {
        return blank;
    }

    @Override
    public boolean bareCr() {
        return bareCr;
    }

    /** Whether this is not a record but the proper end of the file. */
    boolean atEnd() {
        return count == 1 && length() == 1 && chars[0] == StrictReader.END;
    }

    /** Whether the file has ended inside the last field. */
    boolean endInside() {
        return endInside && !atEnd();
    }

    private int length() {
        return count == 0 ? 0 : ends[count - 1];
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
        reader.mark();
        line = startingLineNumber;
        count = 0;
        blank = false;
        bareCr = false;
        endInside = false;
    }

    @Override
    protected void addField(char[] source, int offset, int length, boolean quoted) {
        int begin = length();
        int end = begin + length;
        if (end > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(end, chars.length * 2));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
            texts = Arrays.copyOf(texts, ends.length);
        }
        System.arraycopy(source, offset, chars, begin, length);
        if (reader.sawLoneCr()) {
            restoreLoneCrs(begin, end, quoted);
        }
        if (length > 0 && chars[end - 1] == StrictReader.END) {
            endInside = true;
        }
        texts[count] = null;
        ends[count++] = end;
    }

    private void restoreLoneCrs(int begin, int end, boolean quoted) {
        for (int i = begin; i < end; i++) {
            boolean pair = i + 1 < end && Character.isLowSurrogate(chars[i + 1]);
            if (chars[i] == StrictReader.LONE_CR && !pair) {
                chars[i] = '\r';
                bareCr |= !quoted;
            }
        }
    }

    @Override
    protected void setEmpty() {
        blank = true;
        texts[0] = null;
        ends[0] = 0;
        count = 1;
    }

    @Override
    protected FieldBuffer buildRecord() {
        return this;
    }

    @Override
    protected RecordType getRecordType() {
        return blank ? RecordType.EMPTY : RecordType.DATA;
    }

    /** Always the same, so that FastCSV leaves records of another length to us. */
    @Override
    protected int getFieldCount() {
        return 1;
    }

    @Override
    protected void setComment(char[] source, int offset, int length) {
        throw new IllegalStateException("comments are not switched on");
    }
}
