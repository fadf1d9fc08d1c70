package io.milvus.residency.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the tables of fields in {@code docs/reference.md}, from the CRD. */
final class ReferencePage {

  static final Path PAGE = Path.of("docs", "reference.md");

  private static final Path CRD = Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml");
  private static final Pattern TABLE =
      Pattern.compile("(?s)(<!-- fields of (\\w+) -->\n).*?(<!-- end -->\n)");
  private static final Pattern PLACE = Pattern.compile("[*_]|<|>");

  private final List<String> rows = new ArrayList<>();

  private ReferencePage() {}

  /** Writes the page again: {@code mvn test -Dtest=ReferencePageTest -Ddocs.write}. */
  static void write() throws IOException {
    Files.writeString(PAGE, text());
  }

  /** Returns the page with the tables as they follow from the CRD. */
  static String text() throws IOException {
    JsonNode schema =
        new YAMLMapper()
            .readTree(CRD.toFile())
            .at("/spec/versions/0/schema/openAPIV3Schema/properties");
    return TABLE
        .matcher(Files.readString(PAGE))
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1)
                        + table(match.group(2), schema.path(match.group(2)))
                        + match.group(3)));
  }

  private static String table(String name, JsonNode schema) {
    ReferencePage page = new ReferencePage();
    page.fields(name, schema);
    return "| Field | Type | Default | Bounds | Description |\n| --- | --- | --- | --- | --- |\n"
        + String.join("\n", page.rows)
        + "\n";
  }

  private void fields(String path, JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            field ->
                row(
                    path + "." + field.getKey(),
                    field.getValue(),
                    required.contains(field.getKey())));
  }

  private void row(String path, JsonNode field, boolean required) {
    JsonNode value = field.path("default");
    rows.add(
        "| `%s` | %s | %s | %s | %s |"
            .formatted(
                path,
                type(field),
                value.isValueNode() ? "`" + value.asText() + "`" : required ? "required" : "",
                bounds(field),
                text(field.path("description").asText())));
    fields(path, field);
    if (field.has("items")) {
      fields(path + "[]", field.path("items"));
    }
  }

  private static String type(JsonNode field) {
    String type = field.path("type").asText();
    return type.equals("array") ? "list of " + type(field.path("items")) : type;
  }

  /** Returns what the schema says of the values, beside its rules and patterns. */
  private static String bounds(JsonNode field) {
    JsonNode named =
        field.has("items") && field.at("/items/enum").isArray() ? field.path("items") : field;
    List<String> bounds = new ArrayList<>();
    if (named.has("enum")) {
      List<String> values = new ArrayList<>();
      named.path("enum").forEach(value -> values.add(value.asText()));
      bounds.add(String.join(", ", values));
    }
    range(field, "minimum", "maximum", "").ifPresent(bounds::add);
    range(field, "minItems", "maxItems", " entries").ifPresent(bounds::add);
    range(field, "minLength", "maxLength", " characters").ifPresent(bounds::add);
    return String.join("; ", bounds);
  }

  private static Optional<String> range(JsonNode field, String least, String most, String unit) {
    if (!field.has(least) && !field.has(most)) {
      return Optional.empty();
    }
    String from = field.path(least).asText("0");
    String to = field.path(most).asText();
    if (to.isEmpty()) {
      return Optional.of("at least " + from + unit);
    }
    return Optional.of((from.equals(to) ? from : from + " to " + to) + unit);
  }

  /** Escapes what Markdown would read as markup. */
  private static String text(String description) {
    return PLACE.matcher(description).replaceAll("\\\\$0").replace("|", "\\|");
  }
}
