package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Converts the values of one text to JSON, as kubectl does for the API server. Aliases are
 * expanded, and their values count each time.
 */
final class YamlValues {

  /** The most values of a text: enough for all policies of a large cluster. */
  static final int MAX = 500_000;

  /** The most levels of lists and mappings within one another. */
  static final int MAX_DEPTH = 100;

  private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean keepsNames;
  private int values;

  /**
   * Creates the converter of one text.
   *
   * @param keepsNames whether to refuse a name of a field that would become another one, as {@code
   *     no} becomes {@code false}
   */
  YamlValues(boolean keepsNames) {
    this.keepsNames = keepsNames;
  }

  /** Returns the value of a document. */
  JsonNode of(Node document) {
    return value(document, 1);
  }

  static UnreadableYaml tooMany(Mark mark) {
    return new UnreadableYaml(
        "has more than " + MAX + " values, counting expanded aliases (*name): split the input",
        mark);
  }

  private JsonNode value(Node node, int depth) {
    count(node, depth);
    if (node instanceof MappingNode mapping) {
      expect(node, Tag.MAP);
      ObjectNode object = JSON.objectNode();
      fields(mapping, depth).forEach((name, value) -> object.set(name, value(value, depth + 1)));
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      expect(node, Tag.SEQ);
      ArrayNode array = JSON.arrayNode();
      sequence.getValue().forEach(item -> array.add(value(item, depth + 1)));
      return array;
    }
    return scalar((ScalarNode) node);
  }

  private void count(Node node, int depth) {
    if (++values > MAX) {
      throw tooMany(node.getStartMark());
    }
    if (depth > MAX_DEPTH) {
      throw new UnreadableYaml(
          "is nested more than " + MAX_DEPTH + " levels deep, counting expanded aliases (*name)",
          node.getStartMark());
    }
  }

  private static void expect(Node node, Tag tag) {
    if (!node.getTag().equals(tag)) {
      throw unknownTag(node);
    }
  }

  private static UnreadableYaml unknownTag(Node node) {
    return new UnreadableYaml(
        "has the tag " + node.getTag().getValue() + ", which is not supported: remove the tag",
        node.getStartMark());
  }

  /** Returns the fields of a mapping; its own fields override those merged by {@code <<}. */
  private Map<String, Node> fields(MappingNode mapping, int depth) {
    Map<String, Node> own = new LinkedHashMap<>();
    Map<String, Node> merged = new LinkedHashMap<>();
    for (NodeTuple field : mapping.getValue()) {
      count(field.getKeyNode(), depth);
      if (field.getKeyNode().getTag().equals(Tag.MERGE)) {
        mergedInto(field.getValueNode(), depth + 1).forEach(merged::putIfAbsent);
      } else if (own.put(name(field.getKeyNode()), field.getValueNode()) != null) {
        throw new UnreadableYaml(
            "has the field " + name(field.getKeyNode()) + " twice: remove one of them",
            field.getKeyNode().getStartMark());
      }
    }
    merged.forEach(own::putIfAbsent);
    return own;
  }

  private Map<String, Node> mergedInto(Node node, int depth) {
    List<Node> sources = node instanceof SequenceNode list ? list.getValue() : List.of(node);
    Map<String, Node> merged = new LinkedHashMap<>();
    for (Node source : sources) {
      count(source, depth);
      if (!(source instanceof MappingNode mapping)) {
        throw new UnreadableYaml(
            "merges (<<) a value that is not a mapping", source.getStartMark());
      }
      fields(mapping, depth).forEach(merged::putIfAbsent);
    }
    return merged;
  }

  private String name(Node key) {
    if (key instanceof ScalarNode scalar) {
      String name = scalar(scalar).asText();
      if (keepsNames && !name.equals(scalar.getValue())) {
        throw new UnreadableYaml(
            "has the name "
                + scalar.getValue()
                + ", which YAML reads as "
                + name
                + ": quote the name",
            key.getStartMark());
      }
      return name;
    }
    throw new UnreadableYaml("has a field whose name is not text", key.getStartMark());
  }

  private static JsonNode scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
      return JSON.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(TRUE.contains(text.toLowerCase(Locale.ROOT)));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return number(node, text.replace("_", "").toLowerCase(Locale.ROOT));
    }
    throw unknownTag(node);
  }

  /** Returns a number, or text that only looks like a number. */
  private static JsonNode number(ScalarNode node, String digits) {
    if (digits.endsWith(".inf") || digits.endsWith(".nan")) {
      throw new UnreadableYaml(
          "has the number " + node.getValue() + ", which can't be sent to the API server",
          node.getStartMark());
    }
    try {
      return node.getTag().equals(Tag.INT)
          ? whole(digits)
          : fraction(Double.parseDouble(digits), node);
    } catch (NumberFormatException e) {
      return JSON.textNode(node.getValue());
    }
  }

  private static JsonNode whole(String digits) {
    String unsigned = digits.replaceFirst("^[-+]", "");
    int base = unsigned.startsWith("0") ? base(unsigned) : 10;
    String number = base == 10 ? unsigned : unsigned.replaceFirst("^0[box]?(?=.)", "");
    BigInteger value = new BigInteger(digits.startsWith("-") ? "-" + number : number, base);
    return value.bitLength() < Long.SIZE
        ? JSON.numberNode(value.longValue())
        : JSON.numberNode(value.doubleValue());
  }

  private static int base(String unsigned) {
    return switch (unsigned.length() > 1 ? unsigned.charAt(1) : '0') {
      case 'b' -> 2;
      case 'x' -> 16;
      default -> 8;
    };
  }

  /** Returns a whole number where there is no fraction, and text if too large, as Go does. */
  private static JsonNode fraction(double value, ScalarNode node) {
    if (Double.isInfinite(value)) {
      return JSON.textNode(node.getValue());
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
    return whole ? JSON.numberNode((long) value) : JSON.numberNode(value);
  }
}
