package io.saltroad.sandbox.org;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads one block of a declaration file; says which block is wrong, and how. */
public final class Declaration {

    private final String what;
    private final Map<?, ?> yaml;

    public Declaration(String what, Map<?, ?> yaml, Set<String> keys) {
        this.what = what;
        this.yaml = yaml;
        for (Object key : yaml.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                throw new IllegalArgumentException(
                        "%s has the key '%s'; there are only %s"
                                .formatted(what, key, new TreeSet<>(keys)));
            }
        }
    }

    FieldType type() {
        String name = required("type");
        try {
            return FieldType.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s has the type '%s'; there are only %s"
                            .formatted(
                                    what,
                                    name,
                                    Arrays.toString(FieldType.values()).toLowerCase(Locale.ROOT)),
                    e);
        }
    }

    public Optional<String> text(String key) {
        return Optional.ofNullable(yaml.get(key)).map(String::valueOf);
    }

    public String required(String key) {
        return text(key)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "%s needs the key '%s'".formatted(what, key)));
    }

    public boolean flag(String key) {
        return flag(key, false);
    }

    public boolean flag(String key, boolean otherwise) {
        return text(key).map(Boolean::parseBoolean).orElse(otherwise);
    }

    public int number(String key, int otherwise) {
        try {
            return text(key).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s: '%s' must be a whole number, was '%s'".formatted(what, key, yaml.get(key)),
                    e);
        }
    }

    public List<String> texts(String key) {
        Object value = yaml.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        throw new IllegalArgumentException("%s: '%s' must be a list".formatted(what, key));
    }

    public Map<?, ?> map(String key) {
        Object value = yaml.get(key);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("%s: '%s' must be a block".formatted(what, key));
    }

    public List<?> list(String key) {
        Object value = yaml.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("%s: '%s' must be a list".formatted(what, key));
    }
}
