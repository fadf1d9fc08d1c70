package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Reads and writes spec and status, whatever mapper the surrounding client uses.
 *
 * <p>A spec is parsed strictly: a field or value that this version does not know makes the spec
 * invalid, because a guess could release something. The reader never throws, because a single
 * undecodable object would end the informer, and with it the watch of all policies.
 */
final class PolicyJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(Duration.class, new DurationWriter())
                  .addDeserializer(Duration.class, new DurationReader())
                  .addDeserializer(ZoneId.class, new ZoneReader()))
          .addMixIn(PolicySpec.class, Plain.class)
          .addMixIn(PolicyStatus.class, Plain.class)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              c ->
                  c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
          .build();

  private PolicyJson() {}

  static final class SpecReader extends JsonDeserializer<PolicySpec> {
    @Override
    public PolicySpec deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode tree = parser.readValueAsTree();
      try {
        return MAPPER.treeToValue(whole(tree), PolicySpec.class);
      } catch (JsonProcessingException e) {
        JsonProblem problem = JsonProblem.of(e);
        return PolicySpec.invalid("spec" + problem.path() + ": " + problem.message(), tree);
      }
    }
  }

  /** Converts 3.0 and 3e0 to the whole number 3, as the API server does. */
  private static JsonNode whole(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object.properties().forEach(field -> copy.set(field.getKey(), whole(field.getValue())));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(item -> copy.add(whole(item)));
      return copy;
    }
    boolean whole = value.isFloatingPointNumber() && value.doubleValue() == value.longValue();
    return whole ? LongNode.valueOf(value.longValue()) : value;
  }

  static final class SpecWriter extends JsonSerializer<PolicySpec> {
    @Override
    public void serialize(PolicySpec spec, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      MAPPER.writeValue(out, spec);
    }
  }

  /** Drops a status that can't be read, because the next pass reports everything again. */
  static final class StatusReader extends JsonDeserializer<PolicyStatus> {
    @Override
    public PolicyStatus deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode tree = parser.readValueAsTree();
      try {
        return MAPPER
            .readerFor(PolicyStatus.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .readValue(tree);
      } catch (JsonProcessingException e) {
        return PolicyStatus.EMPTY;
      }
    }
  }

  static final class StatusWriter extends JsonSerializer<PolicyStatus> {
    @Override
    public void serialize(PolicyStatus status, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      MAPPER.writeValue(out, status);
    }
  }

  /** Disables the readers and writers of this class, which would otherwise call themselves. */
  @JsonDeserialize(using = JsonDeserializer.None.class)
  @JsonSerialize(using = JsonSerializer.None.class)
  private interface Plain {}

  private static final class DurationWriter extends JsonSerializer<Duration> {
    @Override
    public void serialize(Duration duration, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(Durations.format(duration));
    }
  }

  private static final class DurationReader extends JsonDeserializer<Duration> {
    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      try {
        return Durations.parse(text);
      } catch (IllegalArgumentException e) {
        return (Duration) context.handleWeirdStringValue(Duration.class, text, e.getMessage());
      }
    }
  }

  private static final class ZoneReader extends JsonDeserializer<ZoneId> {
    @Override
    public ZoneId deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (ZoneId) context.handleUnexpectedToken(ZoneId.class, parser);
      }
      String name = parser.getText();
      Optional<ZoneId> zone = TimeZones.find(name);
      return zone.isPresent()
          ? zone.get()
          : (ZoneId) context.handleWeirdStringValue(ZoneId.class, name, TimeZones.unknown());
    }
  }
}
