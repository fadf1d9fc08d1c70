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
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * One folder below {@code golden}: the policies, the world they meet, and the plan that has to come
 * of it. A new folder is a new test; a key that is not known fails it.
 *
 * @param name the folder's name, which says what happens
 * @param world what the policies meet
 * @param claims what they claim
 * @param expected the plan, as written by hand
 */
record GoldenCase(String name, World world, Claims claims, PlanText expected) {

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

  /** One test for each of them, in the order of their names. */
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

  /** The plan that is made. */
  Plan plan() {
    return Planner.plan(claims, world.observed(), world.remembered(), world.now());
  }

  /** A plan as it is written in {@code plan.yaml}. */
  static String text(PlanText plan) {
    try {
      return YAML.writeValueAsString(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(Path folder) {
    try {
      World world = YAML.readValue(folder.resolve("world.yaml").toFile(), World.class);
      PlanText expected = YAML.readValue(folder.resolve("plan.yaml").toFile(), PlanText.class);
      List<Claim> claims = new ArrayList<>();
      try (var documents =
          YAML.readerFor(JsonNode.class)
              .<JsonNode>readValues(folder.resolve("policy.yaml").toFile())) {
        while (documents.hasNext()) {
          claims.add(claim(documents.next(), world));
        }
      }
      List<Claim> all = world.settled().orElse(true) ? settled(claims, world) : claims;
      return new GoldenCase(
          folder.getFileName().toString(), world, new Claims(all, world.doubts()), expected);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
    }
  }

  private static Claim claim(JsonNode manifest, World world) throws IOException {
    PartitionLoadPolicy policy = YAML.treeToValue(manifest, PartitionLoadPolicy.class);
    PolicySpec spec = policy.getSpec();
    spec.invalid()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    PolicyName name =
        new PolicyName(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    Claim claim =
        Claim.of(
            name,
            spec,
            Annotations.of(policy),
            lists(spec, world),
            Optional.empty(),
            !world.elsewhere().contains(name.toString()));
    return world.leaving().contains(name.toString()) ? claim.leave() : claim;
  }

  private static Map<ConfigMapKey, ListContent> lists(PolicySpec spec, World world) {
    Map<ConfigMapKey, ListContent> lists = new HashMap<>();
    spec.rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .forEach(
            key -> {
              String name = key.name() + "/" + key.key();
              Optional<String> why = Optional.ofNullable(world.unreadable().get(name));
              ListContent read =
                  Optional.ofNullable(world.lists().get(name))
                      .map(ListContent::read)
                      .orElse(ListContent.unreadable("never read"));
              lists.put(key, why.map(read::lost).orElse(read));
            });
    return lists;
  }

  private static List<Claim> settled(List<Claim> claims, World world) {
    String intent = Intent.of(claims, world.observed().id());
    return claims.stream()
        .map(
            c ->
                new Claim(
                    c.policy(),
                    c.acts(),
                    c.mode(),
                    c.spec(),
                    c.lists(),
                    Optional.of(intent),
                    c.approval(),
                    c.leaving()))
        .toList();
  }
}
