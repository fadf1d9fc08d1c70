package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.MilvusRef;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.export.CollectionExport;
import io.milvus.residency.export.ManifestWriter;
import io.milvus.residency.export.PolicyTarget;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.PartitionPlan;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PolicyPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Exports of random collections, planned as if they were enforced. */
class ExportModelTest {

  private static final PolicyTarget TARGET =
      new PolicyTarget(
          Optional.of("search"),
          new MilvusRef("http://milvus:19530", Optional.empty(), Optional.empty()),
          "default");

  private static final PolicyValidator VALIDATOR = new PolicyValidator();

  @Property(seed = "20261127")
  void changesNothingNow(@ForAll long seed) {
    exported(
        seed,
        export -> {
          Plan plan = export.plan(export.world.now);

          assertThat(plan.steps()).isEmpty();
          for (PolicyPlan policy : plan.policyPlans().values()) {
            assertThat(policy.blocked()).isEmpty();
            assertThat(policy.issues()).isEmpty();
            assertThat(policy.idleRules()).isEmpty();
            assertThat(policy.partitionPlans())
                .extracting(PartitionPlan::reason)
                .containsOnly(Reason.IN_SYNC);
          }
        });
  }

  @Property(seed = "20261127")
  void wantsLoadedExactlyWhatIsLoaded(@ForAll long seed) {
    exported(
        seed,
        export -> {
          List<String> wanted = new ArrayList<>();
          for (PolicyPlan policy : export.plan(export.world.now).policyPlans().values()) {
            policy.partitionPlans().stream()
                .filter(plan -> plan.desired() == RuleState.LOADED)
                .forEach(plan -> wanted.add(plan.partition()));
          }

          assertThat(wanted).containsExactlyInAnyOrderElementsOf(export.in(LoadState.LOADED));
        });
  }

  @Property(seed = "20261127")
  void releasesNothingSoonButByDate(@ForAll long seed) {
    exported(
        seed,
        export -> {
          Map<String, Rule> rules = new HashMap<>();
          export.rules().forEach(rule -> rules.put(rule.name(), rule));
          Instant later = export.world.now.plus(Duration.ofHours(1));
          for (PolicyPlan policy : export.plan(later).policyPlans().values()) {
            for (PartitionPlan plan : policy.partitionPlans()) {
              if (plan.desired() == RuleState.RELEASED && plan.actual() == LoadState.LOADED) {
                assertThat(rules.get(plan.rule()).keepLast()).as("%s", plan).isPresent();
              }
            }
          }
        });
  }

  @Property(seed = "20261127")
  void generalizesOnlyWithoutException(@ForAll long seed) {
    exported(
        seed,
        export -> {
          for (Rule rule : export.rules()) {
            for (String glob : rule.match().globs()) {
              String prefix = glob.substring(0, glob.length() - 1);
              List<String> matched =
                  export.world.states.keySet().stream()
                      .filter(name -> name.startsWith(prefix))
                      .toList();
              assertThat(export.in(LoadState.LOADED)).as(glob).containsAll(matched);
              assertThat(matched).as(glob).hasSizeGreaterThanOrEqualTo(10);
            }
          }
        });
  }

  @Property(seed = "20261127")
  void describesRollingWindowByOneRule(@ForAll long seed) {
    exported(
        seed,
        export ->
            export.world.windows.forEach(
                (prefix, loaded) ->
                    assertThat(export.rules())
                        .filteredOn(
                            rule ->
                                rule.match()
                                        .dateFormat()
                                        .filter(f -> f.startsWith(prefix + "%"))
                                        .isPresent()
                                    || rule.match().names().stream()
                                        .anyMatch(n -> n.startsWith(prefix + "2")))
                        .as(prefix)
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.keepLast()).hasValue(loaded))));
  }

  @Property(seed = "20261127")
  void isValidAndTheSameWhateverTheOrder(@ForAll long seed) {
    exported(
        seed,
        export -> {
          for (Manifest manifest : export.manifests) {
            assertThat(VALIDATOR.problems(manifest, Optional.empty())).isEmpty();
            assertThat(VALIDATOR.doubts(manifest)).isEmpty();
          }
          assertThat(text(new RandomExport(seed))).contains(export.text);
        });
  }

  private static void exported(long seed, Consumer<Exported> property) {
    RandomExport world = new RandomExport(seed);
    Optional<String> text = text(world);
    try {
      if (text.isPresent()) {
        property.accept(Exported.of(world, text.get()));
      } else {
        assertThat(world.states.values()).doesNotContain(LoadState.LOADED);
      }
    } catch (AssertionError | UserException e) {
      throw new AssertionError("%s%n%s%n%s".formatted(e.getMessage(), world, text.orElse("")), e);
    }
  }

  private static Optional<String> text(RandomExport world) {
    CollectionExport export = CollectionExport.of(world.collection(), world.now, world.zone);
    return export.rules().isEmpty()
        ? Optional.empty()
        : Optional.of(ManifestWriter.write(export, TARGET));
  }

  private record Exported(RandomExport world, String text, List<Manifest> manifests) {

    static Exported of(RandomExport world, String text) throws UserException {
      return new Exported(world, text, ManifestReader.of("export", text));
    }

    /** Plans the policies as if they were in mode Enforce. */
    Plan plan(Instant now) {
      try {
        ObservedCollection seen = world.collection();
        List<Manifest> enforced =
            ManifestReader.of("export", text.replace("mode: Observe", "mode: Enforce"));
        PlanInput input = PlanInput.of("default", seen, enforced, Map.of());
        return Planner.foresee(input.claims(), seen, input.plannerState(), now);
      } catch (UserException e) {
        throw new AssertionError(e);
      }
    }

    List<Rule> rules() {
      return manifests.stream().flatMap(m -> m.policy().getSpec().rules().stream()).toList();
    }

    List<String> in(LoadState state) {
      return world.states.keySet().stream()
          .filter(name -> world.states.get(name) == state)
          .toList();
    }
  }
}
