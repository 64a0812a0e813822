package io.saltroad.sandbox.lake;

import io.saltroad.sandbox.org.Declaration;
import io.saltroad.sandbox.org.YamlFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connectors of the tenant and their objects, from {@code data-cloud.yaml} and, laid over it, a
 * file of the user. An object with a known name is replaced.
 */
public final class LakeCatalog {

    private final Map<String, LakeObject> objects = new LinkedHashMap<>();

    private LakeCatalog() {}

    /**
     * Reads the built-in connectors and those of the user.
     *
     * @param more the file of the user, or null
     * @throws IllegalArgumentException if a declaration is wrong; the message names it
     */
    public static LakeCatalog load(Path more) {
        LakeCatalog catalog = new LakeCatalog();
        catalog.lay("data-cloud.yaml", YamlFile.packed("data-cloud.yaml"), null);
        if (more != null) {
            catalog.lay(more.toString(), YamlFile.read(more), more.toAbsolutePath().getParent());
        }
        catalog.check();
        return catalog;
    }

    private void lay(String file, Map<?, ?> yaml, Path folder) {
        new Declaration(file, yaml, Set.of("connectors"))
                .map("connectors")
                .forEach((name, block) -> connector(name.toString(), block, folder));
    }

    private void connector(String name, Object block, Path folder) {
        if (!(block instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("connector %s must be a block".formatted(name));
        }
        Declaration declared =
                new Declaration("connector " + name, map, Set.of("schema", "objects"));
        Map<?, ?> schemas =
                declared.text("schema")
                        .map(file -> LakeDeclaration.schemas(folder.resolve(file)))
                        .orElse(Map.of());
        declared.map("objects")
                .forEach(
                        (object, wish) -> {
                            Map<?, ?> yaml = wish instanceof Map<?, ?> given ? given : Map.of();
                            LakeObject read =
                                    LakeDeclaration.read(name, object.toString(), yaml, schemas);
                            objects.put(read.id(), read);
                        });
    }

    /** Tables are found without regard to case, so none may be there twice. */
    private void check() {
        Map<String, LakeObject> tables = new LinkedHashMap<>();
        for (LakeObject object : objects.values()) {
            LakeObject other = tables.put(object.table().toLowerCase(Locale.ROOT), object);
            if (other != null) {
                throw new IllegalArgumentException(
                        "%s and %s have the same table %s; give one a 'table' of its own"
                                .formatted(other.id(), object.id(), object.table()));
            }
        }
    }

    public Collection<LakeObject> objects() {
        return objects.values();
    }

    public boolean hasConnector(String name) {
        return objects.values().stream().anyMatch(object -> object.connector().equals(name));
    }

    /** By the name that stands in the paths of the streaming API. */
    public Optional<LakeObject> byEndpoint(String connector, String endpoint) {
        return objects.values().stream()
                .filter(object -> object.connector().equals(connector))
                .filter(object -> object.endpoint().equals(endpoint))
                .findFirst();
    }

    /** By {@link LakeObject#id}. */
    public Optional<LakeObject> byId(String id) {
        return Optional.ofNullable(objects.get(id));
    }

    /** By the object's own name or, since the documentation leaves it open, by its endpoint's. */
    public Optional<LakeObject> byName(String connector, String name) {
        return Optional.ofNullable(objects.get(connector + "/" + name))
                .or(() -> byEndpoint(connector, name));
    }
}
