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
import io.milvus.residency.rules.PartitionNameSyntax;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a {@link Scenario} strictly: an unknown field is an error. */
public final class ScenarioReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  /** The fields that users are told of; the others are for golden cases. */
  private static final String DOCUMENTED = "partitions, now, collection, created, live, settled";

  private ScenarioReader() {}

  /**
   * Reads a scenario.
   *
   * @param source the name of the text in messages
   * @throws UserException if the text is not a scenario
   */
  public static Scenario read(String source, String text) throws UserException {
    List<JsonNode> documents = KubernetesYaml.readKeepingNames(source, text);
    if (documents.isEmpty()) {
      throw new UserException(source + ": is empty; residency plan --help shows such a file");
    }
    if (documents.size() != 1) {
      throw new UserException(
          source + ": must contain one document, but contains " + documents.size());
    }
    Optional<String> problem = problem(documents.get(0).path("partitions"));
    try {
      Scenario world = JSON.treeToValue(documents.get(0), Scenario.class);
      if (problem.isPresent()) {
        throw new UserException(source + ": " + problem.get());
      }
      return world;
    } catch (JsonProcessingException e) {
      JsonProblem other = JsonProblem.of(e);
      boolean same = other.path().startsWith(".partitions");
      throw new UserException(
          source + ": " + problem.filter(known -> same).orElseGet(() -> describe(e, other)));
    }
  }

  /** Returns the first problem of the partitions, without which nothing can be planned. */
  private static Optional<String> problem(JsonNode partitions) {
    if (!partitions.isObject()) {
      return Optional.of("partitions: must map names to states, as in {de: Loaded}");
    }
    for (Map.Entry<String, JsonNode> partition : partitions.properties()) {
      Optional<String> problem = PartitionNameSyntax.problem(partition.getKey());
      if (problem.isPresent()) {
        return Optional.of(
            "partitions: \""
                + partition.getKey()
                + "\" can't be the name of a partition, because "
                + problem.get());
      }
      if (!partition.getValue().isTextual()) {
        return Optional.of(
            "partitions." + partition.getKey() + ": must be Loaded, Loading, NotLoad or NotExist");
      }
    }
    return Optional.empty();
  }

  private static String describe(JsonProcessingException e, JsonProblem problem) {
    String message = problem.message();
    if (e instanceof UnrecognizedPropertyException unknown) {
      message =
          "is not one of "
              + (unknown.getReferringClass() == Scenario.class
                  ? DOCUMENTED
                  : unknown.getKnownPropertyIds().stream()
                      .map(Object::toString)
                      .sorted()
                      .collect(joining(", ")));
    }
    return problem.path().isEmpty() ? message : problem.path().substring(1) + ": " + message;
  }
}
