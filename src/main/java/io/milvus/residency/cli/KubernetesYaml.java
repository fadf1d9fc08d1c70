package io.milvus.residency.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as kubectl does, and Java's libraries do not: a partition named {@code no} is false
 * without quotes, and {@code 12:30} is text. Time and memory are bounded by the size of the text.
 */
final class KubernetesYaml {

  private KubernetesYaml() {}

  /** Recognizes the words that are not text for kubectl. */
  private static final class ScalarResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      word(
          Tag.BOOL,
          "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
          "yYnNtTfFoO");
      word(Tag.NULL, "~|null|Null|NULL", "~nN");
      addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
      word(Tag.MERGE, "<<", "<");
      word(
          Tag.INT,
          "[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+|0|[1-9][0-9_]*)",
          "-+0123456789");
      word(
          Tag.FLOAT,
          "[-+]?(?:\\.[0-9][0-9_]*|[0-9][0-9_]*(?:\\.[0-9_]*)?)(?:[eE][-+]?[0-9_]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
          "-+.0123456789");
    }

    private void word(Tag tag, String words, String first) {
      addImplicitResolver(tag, Pattern.compile("^(?:" + words + ")$"), first);
    }
  }

  /**
   * Refuses a single value that is larger than any object in the API server: the library needs time
   * and memory by the square of its length.
   */
  private static final class BoundedReader extends StreamReader {
    private static final int MAX_LENGTH = 1_500_000;

    BoundedReader(String text) {
      super(text);
    }

    @Override
    public int peek(int ahead) {
      if (ahead > MAX_LENGTH) {
        throw new UnreadableYaml(
            "has a value of more than " + MAX_LENGTH + " characters", getMark());
      }
      return super.peek(ahead);
    }
  }

  /** Passes on the events of a text, and refuses too many of them or what kubectl refuses. */
  private static final class Bounded implements Parser {
    private final Parser parser;
    private int values;

    Bounded(Parser parser) {
      this.parser = parser;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }

    @Override
    public Event getEvent() {
      Event event = parser.getEvent();
      if (event instanceof NodeEvent && ++values > YamlValues.MAX) {
        throw YamlValues.tooMany(event.getStartMark());
      }
      if (event instanceof DocumentStartEvent start && hasDirective(start)) {
        throw new UnreadableYaml(
            "has a line that begins with %YAML or %TAG, which kubectl does not support: remove the"
                + " line",
            start.getStartMark());
      }
      return event;
    }

    private static boolean hasDirective(DocumentStartEvent start) {
      return start.getVersion() != null || (start.getTags() != null && !start.getTags().isEmpty());
    }
  }

  /** Returns what is wrong; the library does not explain a value that begins with % or *. */
  private static String problem(MarkedYAMLException e) {
    String context = String.valueOf(e.getContext());
    if (context.contains("alias") || e.getProblem().contains("undefined alias")) {
      return "a value that begins with * is an alias: quote the value";
    }
    if (e.getProblem().contains("(TAB)")) {
      return "a tab can't indent in YAML: use spaces";
    }
    if (e.getProblem().contains("cannot start any token")) {
      return "a value begins with a character that is special in YAML: quote the value";
    }
    return e.getProblem();
  }

  /**
   * Returns the documents of a text, without the empty ones.
   *
   * @param source the name of the text in messages
   */
  static List<JsonNode> read(String source, String text) throws UserException {
    return read(source, text, new YamlValues(false));
  }

  /** Returns the same, but refuses a field whose name would become another one. */
  static List<JsonNode> readKeepingNames(String source, String text) throws UserException {
    return read(source, text, new YamlValues(true));
  }

  private static List<JsonNode> read(String source, String text, YamlValues values)
      throws UserException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setNestingDepthLimit(YamlValues.MAX_DEPTH);
    // YamlValues counts the expanded values instead.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    List<JsonNode> documents = new ArrayList<>();
    try {
      Parser parser = new Bounded(new ParserImpl(new BoundedReader(text), options));
      Composer composer = new Composer(parser, new ScalarResolver(), options);
      while (composer.checkNode()) {
        JsonNode document = values.of(composer.getNode());
        if (!document.isNull()) {
          documents.add(document);
        }
      }
      return documents;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      String what = e instanceof UnreadableYaml ? "" : "is not valid YAML: ";
      throw new UserException(source + ":" + line + ": " + what + problem(e));
    } catch (YAMLException e) {
      throw new UserException(
          source + ": is not valid YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }
}
