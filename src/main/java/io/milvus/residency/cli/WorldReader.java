package io.milvus.residency.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.milvus.residency.api.JsonProblem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@link World} strictly: what is not known is an error. */
public final class WorldReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private WorldReader() {}

  /**
   * Reads one.
   *
   * @param source what the text is called where something is wrong with it
   * @throws UserException if it is none
   */
  public static World read(String source, String text) throws UserException {
    List<JsonNode> documents = KubernetesYaml.read(source, text);
    if (documents.size() != 1) {
      throw new UserException(source + ": must hold one document, but holds " + documents.size());
    }
    try {
      World world = JSON.treeToValue(documents.get(0), World.class);
      Optional<String> problem = problem(documents.get(0).path("partitions"));
      if (problem.isPresent()) {
        throw new UserException(source + ": " + problem.get());
      }
      return world;
    } catch (JsonProcessingException e) {
      throw new UserException(source + ": " + describe(e));
    }
  }

  /** Returns what is wrong with what nothing can be planned without. */
  private static Optional<String> problem(JsonNode partitions) {
    if (!partitions.isObject()) {
      return Optional.of("partitions: must be names with their states, as in {de: Loaded}");
    }
    for (Map.Entry<String, JsonNode> partition : partitions.properties()) {
      if (partition.getKey().isEmpty() || !partition.getValue().isTextual()) {
        return Optional.of(
            "partitions: \""
                + partition.getKey()
                + "\" must be a name with a state, as in {de: Loaded}");
      }
    }
    return Optional.empty();
  }

  private static String describe(JsonProcessingException e) {
    JsonProblem problem = JsonProblem.of(e);
    String message =
        e instanceof UnrecognizedPropertyException unknown
            ? unknown.getKnownPropertyIds().stream()
                .map(Object::toString)
                .sorted()
                .collect(joining(", ", "is not one of ", ""))
            : problem.message();
    return problem.path().isEmpty() ? message : problem.path().substring(1) + ": " + message;
  }
}
