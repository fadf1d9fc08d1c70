package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as kubectl does, which is not how Java's libraries do: a partition named {@code no} is
 * false without quotes, and {@code 12:30} is text.
 */
final class KubernetesYaml {

  private static final int MAX_CHARACTERS = 64 * 1024 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private KubernetesYaml() {}

  /** The words that mean more than their text. */
  private static final class Words extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      word(
          Tag.BOOL,
          "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
          "yYnNtTfFoO");
      word(Tag.NULL, "~|null|Null|NULL", "~nN");
      addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
      word(Tag.MERGE, "<<", "<");
      word(Tag.INT, "[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)", "-+0123456789");
      word(
          Tag.FLOAT,
          "[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\\.inf|\\.nan",
          "-+.0123456789");
    }

    private void word(Tag tag, String words, String first) {
      addImplicitResolver(tag, Pattern.compile("^(?:" + words + ")$"), first);
    }
  }

  /** Reads the boolean words, of which the library knows only the longer ones. */
  private static final class Values extends SafeConstructor {
    Values(LoaderOptions options) {
      super(options);
      yamlConstructors.put(
          Tag.BOOL,
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String word = constructScalar((ScalarNode) node).toLowerCase(Locale.ROOT);
              return Set.of("y", "yes", "true", "on").contains(word);
            }
          });
    }
  }

  /**
   * The documents of a text, without the empty ones.
   *
   * @param source what the text is called where something is wrong with it
   */
  static List<JsonNode> read(String source, String text) throws UserException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(MAX_CHARACTERS);
    DumperOptions unused = new DumperOptions();
    Yaml yaml =
        new Yaml(new Values(options), new Representer(unused), unused, options, new Words());
    List<JsonNode> documents = new ArrayList<>();
    try {
      for (Object document : yaml.loadAll(text)) {
        if (document != null) {
          documents.add(JSON.valueToTree(document));
        }
      }
      return documents;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new UserException(source + ":" + line + ": is no YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new UserException(
          source + ": is no YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
