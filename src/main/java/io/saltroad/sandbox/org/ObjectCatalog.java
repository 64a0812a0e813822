package io.saltroad.sandbox.org;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of the org, from {@code objects.yaml} and, laid over it, a file of the user: an
 * object with a known name gets more or other fields, a new one is added.
 */
public final class ObjectCatalog {

    private final Map<String, ObjectDefinition> objects = new LinkedHashMap<>();

    private ObjectCatalog() {}

    /**
     * Reads the built-in objects and those of the user.
     *
     * @param more the file of the user, or null
     * @throws IllegalArgumentException if a declaration is wrong; the message names it
     */
    public static ObjectCatalog load(Path more) {
        ObjectCatalog catalog = new ObjectCatalog();
        Map<?, ?> builtIn = YamlFile.packed("objects.yaml");
        Map<?, ?> system = (Map<?, ?>) builtIn.get("everyObject");
        catalog.lay((Map<?, ?>) builtIn.get("objects"), system);
        if (more != null) {
            catalog.lay(objectsOf(more), system);
        }
        catalog.check();
        return catalog;
    }

    private static Map<?, ?> objectsOf(Path file) {
        if (YamlFile.read(file).get("objects") instanceof Map<?, ?> objects) {
            return objects;
        }
        throw new IllegalArgumentException(
                "%s: a block 'objects:' was expected at the top".formatted(file));
    }

    private void lay(Map<?, ?> yaml, Map<?, ?> system) {
        yaml.forEach(
                (name, block) -> {
                    if (!(block instanceof Map<?, ?> map)) {
                        throw new IllegalArgumentException(
                                "object %s must be a block".formatted(name));
                    }
                    ObjectDefinition base = find(name.toString()).orElse(null);
                    String spelled = base == null ? name.toString() : base.name();
                    objects.put(key(spelled), ObjectDefinition.read(spelled, map, system, base));
                });
    }

    private void check() {
        for (ObjectDefinition object : objects.values()) {
            for (FieldDefinition field : object.fields()) {
                if (field.type() == FieldType.REFERENCE
                        && (field.referenceTo() == null || find(field.referenceTo()).isEmpty())) {
                    throw new IllegalArgumentException(
                            "field %s.%s refers to %s, which is not declared; there are %s"
                                    .formatted(
                                            object.name(),
                                            field.name(),
                                            field.referenceTo(),
                                            objects.keySet()));
                }
            }
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public Collection<ObjectDefinition> objects() {
        return objects.values();
    }

    public Optional<ObjectDefinition> find(String name) {
        return Optional.ofNullable(objects.get(key(name)));
    }

    /** An object that is known to be there, such as the target of a reference. */
    public ObjectDefinition get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no object " + name));
    }
}
