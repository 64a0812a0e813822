package io.saltroad.datacloud.schema;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes names that Data Cloud takes of names of columns: each another one, ignoring case. */
final class FieldNamer {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern OTHERS = Pattern.compile("[^a-zA-Z0-9_-]");
    private static final Pattern UNDERSCORES = Pattern.compile("__+");
    private static final Pattern ENDS = Pattern.compile("^_+|_+$");

    private final Set<String> taken = new HashSet<>();

    /** Keeps a name from being given. */
    void take(String name) {
        taken.add(name.toLowerCase(Locale.ROOT));
    }

    /** A name for a column, which is taken from now on. */
    String name(String column) {
        String base = base(column);
        String name = base;
        for (int i = 2; taken.contains(name.toLowerCase(Locale.ROOT)); i++) {
            String ending = "_" + i;
            name = cut(base, FieldNames.LONGEST - ending.length()) + ending;
        }
        take(name);
        return name;
    }

    private static String base(String column) {
        String ascii =
                MARKS.matcher(
                                Normalizer.normalize(
                                        column.strip().replace("ß", "ss"), Normalizer.Form.NFKD))
                        .replaceAll("");
        String name = OTHERS.matcher(ascii).replaceAll("_");
        name = UNDERSCORES.matcher(name).replaceAll("_");
        name = cut(ENDS.matcher(name).replaceAll(""), FieldNames.LONGEST);
        if (name.isEmpty()) {
            return "f";
        }
        return FieldNames.isReserved(name) ? "f_" + name : name;
    }

    private static String cut(String name, int length) {
        String cut = name.length() <= length ? name : name.substring(0, length);
        return ENDS.matcher(cut).replaceAll("");
    }
}
