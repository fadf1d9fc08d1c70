package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milvus.residency.export.WorldWriter;
import io.milvus.residency.model.ObservedCollection;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Plans from the written worlds of random collections. */
class WorldModelTest {

  private static final String POLICIES =
      PolicyTexts.policy(
              "languages",
              """
              collection: articles
              rules:
                - {name: known, match: {names: [de, "on", "123", "1e3", fr]}, state: Loaded}
                - {name: days, match: {dateFormat: "wa_%Y%m%d"}, keepLast: 2, state: Loaded, otherwise: Released}
                - {name: tenants, match: {globs: ["t*"]}, state: Released}
              """)
          + "---\n"
          + PolicyTexts.policy(
              "windows",
              """
              collection: articles
              rules: [{name: windows, match: {globs: ["w*", x_]}, state: Released}]
              safety: {maxReleasePerChange: "100%", releaseDelay: 0s}
              """);

  @Property(seed = "20261127")
  void planFromTheFileIsThatFromMilvus(@ForAll long seed)
      throws UserException, JsonProcessingException {
    RandomExport world = new RandomExport(seed);
    ObservedCollection seen = world.collection();
    List<Manifest> policies = ManifestReader.of("policies", POLICIES);
    String text = WorldWriter.write(seen, "default", world.now);

    Scenario written = ScenarioReader.read("world.yaml", text);

    assertThat(written.now()).contains(world.now);
    assertThat(plan(PlanInput.of(written, policies, Map.of()), world))
        .as(text)
        .isEqualTo(plan(PlanInput.of("default", seen, policies, Map.of()), world));
  }

  private static String plan(PlanInput input, RandomExport world)
      throws UserException, JsonProcessingException {
    return OutputWriter.json(input.plan(world.now));
  }
}
