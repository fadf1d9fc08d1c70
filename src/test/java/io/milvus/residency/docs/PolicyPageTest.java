package io.milvus.residency.docs;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EventReason;
import io.milvus.residency.api.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/policy.md} with the schema and the code. */
class PolicyPageTest {

  private static final Path PAGE = Path.of("docs", "policy.md");
  private static final Path CASES = Path.of("src", "test", "resources", "golden");
  private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[(\\d+)\\]: (\\S+)$");
  private static final Pattern USE = Pattern.compile("\\[(\\d+)\\](?![:(])");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([A-Za-z]+)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  private final YAMLMapper yaml = new YAMLMapper();
  private final String page = Files.readString(PAGE);
  private final JsonNode schema =
      yaml.readTree(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml").toFile())
          .at("/spec/versions/0/schema/openAPIV3Schema/properties");

  PolicyPageTest() throws IOException {}

  @Test
  void linksEveryGoldenCase() throws IOException {
    Map<String, String> folders = new TreeMap<>();
    try (Stream<Path> cases = Files.list(CASES)) {
      cases
          .map(folder -> folder.getFileName().toString())
          .forEach(name -> folders.put(name.replaceAll("-.*", ""), "../" + CASES + "/" + name));
    }
    Map<String, String> links =
        DEFINITION
            .matcher(page)
            .results()
            .collect(toMap(m -> m.group(1), m -> m.group(2), (a, b) -> b, TreeMap::new));

    assertThat(links).isEqualTo(folders);
    assertThat(found(USE)).isEqualTo(folders.keySet());
  }

  @Test
  void hasNoBrokenLinks() {
    Set<String> anchors =
        HEADING
            .matcher(page)
            .results()
            .map(m -> "#" + m.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(toCollection(TreeSet::new));

    Set<String> links = found(LINK);
    links.removeIf(link -> Files.exists(PAGE.resolveSibling(link)));
    assertThat(links).isNotEmpty().isSubsetOf(anchors);
  }

  @Test
  void listsEverySpecFieldWithDefaultAndBounds() {
    Map<String, List<String>> rows = rows("spec");
    Map<String, JsonNode> fields = new TreeMap<>();
    walk(schema.path("spec"), "spec", fields::put);
    fields.keySet().removeIf(path -> path.equals("spec") || path.endsWith("[]"));

    assertThat(rows.keySet()).isEqualTo(fields.keySet());
    fields.forEach(
        (path, field) -> {
          JsonNode value = field.path("default");
          assertThat(rows.get(path).get(1))
              .as("the default of %s", path)
              .isEqualTo(value.isValueNode() ? "`" + value.asText() + "`" : "");
          assertThat(rows.get(path).get(2)).as("the bounds of %s", path).contains(bounds(field));
        });
  }

  @Test
  void listsEveryStatusField() {
    Map<String, List<String>> rows = rows("status");
    schema
        .at("/status/properties")
        .properties()
        .forEach(
            field -> {
              String path = "status." + field.getKey();
              assertThat(rows).containsKey(path);
              if (!field.getKey().equals("conditions")) {
                walk(
                    field.getValue(),
                    path,
                    (inner, node) -> {
                      String name = inner.substring(inner.lastIndexOf('.') + 1);
                      if (!inner.startsWith(path + "[]") || inner.contains("[].")) {
                        assertThat(String.join(" ", rows.get(path))).as(inner).contains(name);
                      }
                    });
              }
            });
  }

  @Test
  void listsEveryReasonWithItsCondition() {
    Map<String, String> expected =
        Arrays.stream(Reason.values())
            .collect(
                toMap(
                    Reason::toString,
                    reason ->
                        switch (reason.kind()) {
                          case READY -> "True";
                          case RECONCILING -> "Reconciling";
                          case STALLED -> "Stalled";
                        }));
    Map<String, String> actual =
        rows("[A-Z]").entrySet().stream()
            .collect(toMap(Map.Entry::getKey, row -> row.getValue().get(1)));

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void listsEveryEvent() {
    Set<String> words =
        Pattern.compile("(?m)^\\| (?:Normal|Warning) \\|([^|]*)\\|")
            .matcher(page)
            .results()
            .flatMap(row -> CODE.matcher(row.group(1)).results())
            .map(word -> word.group(1))
            .collect(toCollection(TreeSet::new));

    Set<String> known = new TreeSet<>();
    Arrays.stream(EventReason.values()).map(EventReason::toString).forEach(known::add);
    Arrays.stream(Reason.values())
        .filter(reason -> reason.kind() == Reason.Kind.STALLED)
        .map(Reason::toString)
        .forEach(known::add);
    assertThat(words).containsAll(known);
    words.removeAll(known);
    assertThat(rows("[A-Z]").keySet()).containsAll(words);
  }

  @Test
  void listsEveryAnnotation() {
    assertThat(rows("residency").keySet())
        .containsExactlyInAnyOrder(Annotations.APPROVE, Annotations.REQUESTED_AT, Annotations.HOLD);
  }

  @Test
  void quotesRealMessageOfBlockedEdit() throws IOException {
    JsonNode plan =
        yaml.readTree(CASES.resolve("79-an-edit-that-releases-much-is-blocked/plan.yaml").toFile());

    assertThat(page)
        .contains("\n> " + plan.at("/issues/search~1articles/ReleaseBlocked").asText() + "\n");
  }

  private Set<String> found(Pattern pattern) {
    return pattern.matcher(page).results().map(m -> m.group(1)).collect(toCollection(TreeSet::new));
  }

  /** Returns the rows of tables that begin with such a code word, by the word. */
  private Map<String, List<String>> rows(String begin) {
    return Pattern.compile("(?m)^\\| `(" + begin + "[^`]*)` \\|(.*)\\|$")
        .matcher(page)
        .results()
        .collect(toMap(m -> m.group(1), PolicyPageTest::cells, (a, b) -> b, TreeMap::new));
  }

  private static List<String> cells(MatchResult row) {
    return Stream.concat(
            Stream.of(row.group(1)), Arrays.stream(row.group(2).split("\\|")).map(String::strip))
        .toList();
  }

  /** Returns the bounds that the schema states outside of its rules. */
  private static String bounds(JsonNode field) {
    if (field.has("enum")) {
      return String.join(", ", texts(field.path("enum")));
    }
    if (field.has("maxItems")) {
      return field.path("minItems").asText() + " to " + field.path("maxItems").asText();
    }
    return field.has("maximum")
        ? field.path("minimum").asText() + " to " + field.path("maximum").asText()
        : "";
  }

  private static List<String> texts(JsonNode values) {
    return values.valueStream().map(JsonNode::asText).toList();
  }

  private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.path("properties")
        .properties()
        .forEach(e -> walk(e.getValue(), path + "." + e.getKey(), visitor));
    if (node.has("items")) {
      walk(node.path("items"), path + "[]", visitor);
    }
  }
}
