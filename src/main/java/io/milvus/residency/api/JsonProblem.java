package io.milvus.residency.api;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JSON field that can't be read and the reason, in one line and without Java's names.
 *
 * @param path the path of the field, as in {@code .rules[0].state}; empty for the whole document
 * @param message the reason why it can't be read
 */
public record JsonProblem(String path, String message) {

  private static final Set<Class<?>> TEXTS = Set.of(Duration.class, ZoneId.class, Percent.class);

  /** Explains an exception from Jackson. */
  public static JsonProblem of(JsonProcessingException e) {
    String path =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream().map(JsonProblem::step).collect(joining())
            : "";
    return new JsonProblem(path, why(e));
  }

  private static String step(Reference step) {
    return step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName();
  }

  private static String why(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException) {
      return "is unknown to this version of the operator";
    }
    if (e instanceof InvalidFormatException format) {
      String value = "\"" + format.getValue() + "\" ";
      Class<?> type = format.getTargetType();
      if (type.isEnum()) {
        String known =
            Stream.of(type.getEnumConstants()).map(Object::toString).collect(joining(", "));
        return value + "is not one of " + known;
      }
      return type == ZoneId.class ? value + TimeZones.unknown() : value + "must be " + form(type);
    }
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException i) {
      return i.getMessage();
    }
    if (e instanceof ValueInstantiationException && e.getCause() instanceof NullPointerException) {
      return "lacks a field, or has an unknown one";
    }
    return e instanceof MismatchedInputException mismatch
        ? "must be " + kind(mismatch.getTargetType())
        : "can't be read";
  }

  private static String form(Class<?> type) {
    return type == Duration.class ? Durations.FORM : kind(type);
  }

  private static String kind(Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == Instant.class) {
      return "a time, as in 2026-11-23T10:00:00Z";
    }
    if (type == String.class || type.isEnum() || TEXTS.contains(type)) {
      return "text";
    }
    if (type == int.class || type == Integer.class || type == OptionalInt.class) {
      return "a whole number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }
}
