package io.milvus.residency.plan;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.cli.Scenario;
import io.milvus.residency.cli.ScenarioReader;
import io.milvus.residency.cli.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A folder below {@code golden}: policies, the world they meet, and the expected plan. A new folder
 * is a new test; an unknown key fails it.
 *
 * @param name the name of the folder, which says what happens
 * @param world what the policies meet
 * @param claims the claims of the policies
 * @param expected the plan, written by hand
 */
record GoldenCase(String name, Scenario world, ClaimSet claims, PlanText expected) {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
          .build();

  /** Returns a test for each case, sorted by name. */
  static Stream<DynamicTest> all(Consumer<GoldenCase> test) {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.sorted().toList().stream()
          .map(
              folder ->
                  dynamicTest(folder.getFileName().toString(), () -> test.accept(read(folder))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the time of the pass. */
  Instant now() {
    return world.now().orElseThrow(() -> new IllegalArgumentException(name + ": no now"));
  }

  /** Returns the plan for the case. */
  Plan plan() {
    return plan(claims);
  }

  /** Returns the plan for other claims. */
  Plan plan(ClaimSet others) {
    return world.asRecorded()
        ? Planner.plan(others, world.observed(), remembered(), now())
        : Planner.planRecorded(others, world.observed(), remembered(), now());
  }

  /** Returns the state remembered from the last plan. */
  PlannerState remembered() {
    return world.remembered(claims);
  }

  /** Returns the plan as written in {@code plan.yaml}. */
  static String text(PlanText plan) {
    try {
      return YAML.writeValueAsString(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(Path folder) {
    try {
      Scenario world =
          ScenarioReader.read("world.yaml", Files.readString(folder.resolve("world.yaml")));
      PlanText expected = YAML.readValue(folder.resolve("plan.yaml").toFile(), PlanText.class);
      List<PartitionLoadPolicy> policies = new ArrayList<>();
      try (var documents =
          YAML.readerFor(JsonNode.class)
              .<JsonNode>readValues(folder.resolve("policy.yaml").toFile())) {
        while (documents.hasNext()) {
          policies.add(policy(documents.next()));
        }
      }
      return new GoldenCase(
          folder.getFileName().toString(), world, world.claims(policies), expected);
    } catch (IOException | UserException | IllegalArgumentException e) {
      throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
    }
  }

  private static PartitionLoadPolicy policy(JsonNode manifest) throws IOException {
    PartitionLoadPolicy policy = YAML.treeToValue(manifest, PartitionLoadPolicy.class);
    policy
        .getSpec()
        .invalid()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    return policy;
  }
}
