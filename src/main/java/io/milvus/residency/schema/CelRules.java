package io.milvus.residency.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime.Program;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The CEL rules of a schema: {@code x-kubernetes-validations}. */
final class CelRules {

  private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

  /** The rules by the schema node that declares them. */
  private final IdentityHashMap<JsonNode, List<CompiledRule>> rules = new IdentityHashMap<>();

  private final Cel cel;

  /**
   * A compiled rule.
   *
   * @param program the expression
   * @param message the message for when the expression is not true
   * @param transition whether the rule compares with the previous value
   */
  private record CompiledRule(Program program, String message, boolean transition) {}

  /**
   * Compiles the rules of a schema and of all schemas below it.
   *
   * @param zones finds a time zone by its name, as the API server does; the library accepts other
   *     names, and lacks some
   */
  @SuppressWarnings(
      "Immutable") // The library requires immutable functions; this one is, but is not marked so.
  CelRules(JsonNode schema, Function<String, Optional<ZoneId>> zones) {
    cel =
        CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(CelExtensions.strings())
            .addRuntimeLibraries(CelExtensions.strings())
            .addFunctionBindings(
                CelFunctionBinding.from(
                    "timestamp_to_hours_with_tz",
                    Timestamp.class,
                    String.class,
                    (time, zone) -> hours(time, zone, zones)))
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .build();
    compile(schema);
  }

  private static long hours(Timestamp time, String name, Function<String, Optional<ZoneId>> zones) {
    ZoneId zone =
        zones
            .apply(name)
            .orElseThrow(() -> new IllegalArgumentException("unknown time zone " + name));
    return Instant.ofEpochSecond(time.getSeconds()).atZone(zone).getHour();
  }

  private void compile(JsonNode schema) {
    List<CompiledRule> own = new ArrayList<>();
    schema.path("x-kubernetes-validations").forEach(rule -> own.add(rule(rule)));
    if (!own.isEmpty()) {
      rules.put(schema, own);
    }
    schema.path("properties").forEach(this::compile);
    if (schema.has("items")) {
      compile(schema.path("items"));
    }
  }

  private CompiledRule rule(JsonNode rule) {
    String text = rule.path("rule").asText();
    try {
      return new CompiledRule(
          cel.createProgram(cel.compile(text).getAst()),
          rule.path("message").asText("failed rule: " + text),
          OLD_SELF.matcher(text).find());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalArgumentException("The schema has a rule that is not supported: " + text, e);
    }
  }

  /** Returns the key of an item in a list of type map. */
  static JsonNode key(Iterable<JsonNode> keys, JsonNode item) {
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    keys.forEach(name -> key.set(name.asText(), item.path(name.asText())));
    return key;
  }

  /**
   * Returns the rules that a value breaks.
   *
   * @param before the previous value; transition rules apply only where it exists
   * @param sound whether the structure of the value is valid; if not, rules that can't be evaluated
   *     are skipped, because they say nothing new
   */
  List<Problem> check(JsonNode schema, JsonNode value, Optional<JsonNode> before, boolean sound) {
    Walk walk = new Walk(sound);
    walk.to(schema, value, before, "");
    return walk.problems;
  }

  /** A walk over an object that collects problems. */
  private final class Walk {
    private final boolean sound;
    private final List<Problem> problems = new ArrayList<>();

    Walk(boolean sound) {
      this.sound = sound;
    }

    void to(JsonNode schema, JsonNode value, Optional<JsonNode> before, String path) {
      for (CompiledRule rule : rules.getOrDefault(schema, List.of())) {
        if (!rule.transition() || before.isPresent()) {
          ask(rule, schema, value, before).ifPresent(m -> problems.add(new Problem(path, m)));
        }
      }
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode inner = schema.path("properties").path(field.getKey());
        Optional<JsonNode> was = before.map(old -> old.get(field.getKey()));
        to(inner, field.getValue(), was, StructuralCheck.child(path, field.getKey()));
      }
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        JsonNode item = value.get(i);
        Optional<JsonNode> was = before.flatMap(old -> counterpart(schema, item, old));
        to(schema.path("items"), item, was, StructuralCheck.item(path, i));
      }
    }

    /** Returns the message if the value breaks the rule. */
    private Optional<String> ask(
        CompiledRule rule, JsonNode schema, JsonNode value, Optional<JsonNode> before) {
      Map<String, Object> variables = new HashMap<>();
      variables.put("self", celValue(schema, value));
      before.ifPresent(old -> variables.put("oldSelf", celValue(schema, old)));
      try {
        boolean kept = Boolean.TRUE.equals(rule.program().eval(variables));
        return kept ? Optional.empty() : Optional.of(rule.message());
      } catch (CelEvaluationException e) {
        String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return sound ? Optional.of(why + " evaluating rule: " + rule.message()) : Optional.empty();
      }
    }
  }

  /** Returns the previous version of an item, if the schema identifies items by keys. */
  private static Optional<JsonNode> counterpart(JsonNode schema, JsonNode item, JsonNode old) {
    JsonNode keys = schema.path("x-kubernetes-list-map-keys");
    return keys.isEmpty()
        ? Optional.empty()
        : StreamSupport.stream(old.spliterator(), false)
            .filter(other -> key(keys, other).equals(key(keys, item)))
            .findFirst();
  }

  private static Object celValue(JsonNode schema, JsonNode value) {
    if (value.isObject()) {
      Map<String, Object> map = new HashMap<>();
      value
          .properties()
          .forEach(
              f ->
                  map.put(
                      f.getKey(),
                      celValue(schema.path("properties").path(f.getKey()), f.getValue())));
      return map;
    }
    if (value.isArray()) {
      List<Object> list = new ArrayList<>();
      value.forEach(item -> list.add(celValue(schema.path("items"), item)));
      return list;
    }
    if (value.isNumber()) {
      boolean whole = value.isIntegralNumber() && !schema.path("type").asText().equals("number");
      return whole ? (Object) value.longValue() : (Object) value.doubleValue();
    }
    return value.isBoolean() ? (Object) value.booleanValue() : value.asText();
  }
}
