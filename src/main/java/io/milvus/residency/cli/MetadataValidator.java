package io.milvus.residency.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.milvus.residency.api.JsonProblem;
import io.milvus.residency.schema.Problem;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Finds the problems of an object's metadata, in the words of the API server unless kubectl refuses
 * the object before.
 */
final class MetadataValidator {

  /** The most bytes of all annotations, names and values together. */
  private static final int MAX_ANNOTATIONS = 256 * 1024;

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;
  private static final Set<String> EVENTS = Set.of("v1", "events.k8s.io/v1");
  private static final String WORD = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(WORD + "(\\." + WORD + ")*");
  private static final Pattern NAMESPACE = Pattern.compile(WORD);
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

  private static final String NO_SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character";
  private static final String NO_QUALIFIED_NAME =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              c ->
                  c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
          .build();

  private final List<Problem> problems = new ArrayList<>();

  private MetadataValidator() {}

  /** Returns the problems of the value of {@code metadata}. */
  static List<Problem> problems(JsonNode written) {
    MetadataValidator metadata = new MetadataValidator();
    if (written.isMissingNode() || written.isNull()) {
      metadata.add("name", "Required value: name or generateName is required");
    } else if (!written.isObject()) {
      metadata.problems.add(new Problem("metadata", "must be of type object"));
    } else {
      metadata.check(written);
    }
    return metadata.problems;
  }

  private void check(JsonNode written) {
    try {
      ObjectMeta metadata = JSON.treeToValue(written, ObjectMeta.class);
      unknown("", metadata.getAdditionalProperties());
      for (int i = 0; i < written.path("ownerReferences").size(); i++) {
        unknown(
            "ownerReferences[" + i + "].",
            metadata.getOwnerReferences().get(i).getAdditionalProperties());
      }
      names(text(written, "name"), text(written, "generateName"), text(written, "namespace"));
      written.path("labels").properties().forEach(l -> label(l.getKey(), l.getValue().asText("")));
      annotations(written.path("annotations"));
      written.path("finalizers").forEach(name -> qualifiedName("finalizers", name.asText("")));
      written.path("ownerReferences").forEach(this::owner);
      controllers(written.path("ownerReferences"));
      time("creationTimestamp", text(written, "creationTimestamp"));
      time("deletionTimestamp", text(written, "deletionTimestamp"));
    } catch (JsonProcessingException e) {
      problems.add(
          new Problem(
              "metadata" + JsonProblem.of(e).path(),
              e instanceof MismatchedInputException mismatch
                      && mismatch.getTargetType() != null
                      && Map.class.isAssignableFrom(mismatch.getTargetType())
                  ? "must be a map, as in {name: text}"
                  : "has the wrong type. If text is meant, quote numbers, yes and true"));
    }
  }

  private void unknown(String path, Map<String, Object> fields) {
    for (String field : fields.keySet()) {
      add(path + field, "unknown field \"metadata." + path + field + '"');
    }
  }

  private void names(String name, String start, String namespace) {
    if (name.isEmpty() && start.isEmpty()) {
      add("name", "Required value: name or generateName is required");
    }
    if (!name.isEmpty()) {
      subdomain("name", name, name);
    }
    if (!start.isEmpty()) {
      // The name may end with a hyphen here, because more characters follow.
      subdomain("generateName", start, start.replaceFirst("-$", "a"));
    }
    if (!namespace.isEmpty()
        && (namespace.length() > MAX_LABEL || !NAMESPACE.matcher(namespace).matches())) {
      invalid("namespace", namespace, "must be the name of a namespace");
    }
  }

  private void subdomain(String field, String written, String checked) {
    if (checked.length() > MAX_NAME) {
      invalid(field, written, "must be no more than " + MAX_NAME + " characters");
    }
    if (!SUBDOMAIN.matcher(checked).matches()) {
      invalid(field, written, NO_SUBDOMAIN);
    }
  }

  private void label(String name, String value) {
    qualifiedName("labels", name);
    if (value.length() > MAX_LABEL) {
      invalid("labels", value, "must be no more than " + MAX_LABEL + " characters");
    } else if (!value.isEmpty() && !QUALIFIED.matcher(value).matches()) {
      invalid("labels", value, "a valid label must be an empty string or " + consist());
    }
  }

  private static String consist() {
    return NO_QUALIFIED_NAME.replaceFirst("^must ", "");
  }

  private void annotations(JsonNode annotations) {
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      String name = annotation.getKey();
      qualifiedName("annotations", name, name.toLowerCase(Locale.ROOT));
      size += bytes(name) + bytes(annotation.getValue().asText(""));
    }
    if (size > MAX_ANNOTATIONS) {
      add("annotations", "Too long: may not be more than " + MAX_ANNOTATIONS + " bytes");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private void qualifiedName(String field, String name) {
    qualifiedName(field, name, name);
  }

  private void qualifiedName(String field, String written, String checked) {
    String[] parts = checked.split("/", -1);
    String last = parts[parts.length - 1];
    if (parts.length > 2) {
      invalid(field, written, "a qualified name " + NO_QUALIFIED_NAME);
    } else if (parts.length == 2 && parts[0].isEmpty()) {
      invalid(field, written, "prefix part must be non-empty");
    } else if (parts.length == 2
        && (parts[0].length() > MAX_NAME || !SUBDOMAIN.matcher(parts[0]).matches())) {
      invalid(field, written, "prefix part " + NO_SUBDOMAIN);
    } else if (last.isEmpty()) {
      invalid(field, written, "name part must be non-empty");
    } else if (last.length() > MAX_LABEL) {
      invalid(field, written, "name part must be no more than " + MAX_LABEL + " characters");
    } else if (!QUALIFIED.matcher(last).matches()) {
      invalid(field, written, "name part " + NO_QUALIFIED_NAME);
    }
  }

  private void owner(JsonNode owner) {
    String apiVersion = text(owner, "apiVersion");
    if (!isApiVersion(apiVersion)) {
      invalid("ownerReferences.apiVersion", apiVersion, "version must not be empty");
    }
    for (String field : List.of("kind", "name", "uid")) {
      if (text(owner, field).isEmpty()) {
        invalid("ownerReferences." + field, "", "must not be empty");
      }
    }
    boolean event = EVENTS.contains(apiVersion) && text(owner, "kind").equals("Event");
    if (event) {
      add("ownerReferences", "Invalid value: Kind=Event is disallowed from being an owner");
    }
  }

  private void controllers(JsonNode owners) {
    long controllers =
        StreamSupport.stream(owners.spliterator(), false)
            .filter(owner -> owner.path("controller").asBoolean())
            .count();
    if (controllers > 1) {
      add("ownerReferences", "Invalid value: Only one reference can have Controller set to true");
    }
  }

  private static boolean isApiVersion(String text) {
    return !text.isEmpty()
        && text.chars().filter(c -> c == '/').count() <= 1
        && !text.endsWith("/");
  }

  private void time(String field, String value) {
    try {
      if (!value.isEmpty()) {
        OffsetDateTime.parse(value);
      }
    } catch (DateTimeParseException e) {
      add(field, "must be a time as in 2026-11-23T10:00:00Z, but is " + value);
    }
  }

  private static String text(JsonNode object, String field) {
    return object.path(field).asText("");
  }

  private void invalid(String field, String value, String why) {
    add(field, "Invalid value: \"" + value + "\": " + why);
  }

  private void add(String field, String message) {
    problems.add(new Problem("metadata." + field, message));
  }
}
