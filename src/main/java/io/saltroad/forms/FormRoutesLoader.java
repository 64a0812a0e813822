package io.saltroad.forms;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Loads YAML routes like Camel's own loader, but protects the parameters of kamelets, so that what
 * the user writes is what the kamelet's bean reads.
 */
public final class FormRoutesLoader extends YamlRoutesBuilderLoader {

    /** Camel asks the registry under these names for the loader of a file extension. */
    private static final String NAME = "routes-builder-loader-";

    private FormRoutesLoader() {}

    /** Makes this the loader of all YAML routes of the context. */
    public static void bind(CamelContext context) {
        FormRoutesLoader loader = new FormRoutesLoader();
        loader.setCamelContext(context);
        context.getRegistry().bind(NAME + "yaml", loader);
        context.getRegistry().bind(NAME + "camel.yaml", loader);
    }

    @Override
    protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
        protect(root, false);
        return super.builder(context, root);
    }

    /**
     * @param step whether this is what stands behind {@code kamelet:}, with a name and no URI
     */
    private void protect(Node node, boolean step) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> protect(item, false));
        } else if (node instanceof MappingNode mapping) {
            boolean kamelet =
                    step || mapping.getValue().stream().anyMatch(FormRoutesLoader::isKameletUri);
            for (NodeTuple tuple : mapping.getValue()) {
                if (kamelet
                        && is(tuple, "parameters")
                        && tuple.getValueNode() instanceof MappingNode parameters) {
                    protectValues(parameters);
                } else {
                    protect(tuple.getValueNode(), is(tuple, "kamelet"));
                }
            }
        }
    }

    private static boolean isKameletUri(NodeTuple tuple) {
        return is(tuple, "uri") && text(tuple.getValueNode()).startsWith("kamelet:");
    }

    private void protectValues(MappingNode parameters) {
        List<NodeTuple> protectedValues = new ArrayList<>();
        for (NodeTuple tuple : parameters.getValue()) {
            if (tuple.getValueNode() instanceof ScalarNode scalar) {
                String text = getCamelContext().resolvePropertyPlaceholders(scalar.getValue());
                if (text == null) {
                    // {{?name}} of a property that is not set: the parameter is not given.
                    continue;
                }
                protectedValues.add(
                        new NodeTuple(
                                tuple.getKeyNode(),
                                new ScalarNode(
                                        Tag.STR,
                                        true,
                                        FormText.write(text),
                                        ScalarStyle.DOUBLE_QUOTED,
                                        scalar.getStartMark(),
                                        scalar.getEndMark())));
            } else {
                protectedValues.add(tuple);
            }
        }
        parameters.setValue(protectedValues);
    }

    private static boolean is(NodeTuple tuple, String key) {
        return text(tuple.getKeyNode()).equals(key);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
