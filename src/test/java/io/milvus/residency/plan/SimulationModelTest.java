package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.simulation.ExpectedPartition;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.SimulationInput;
import io.milvus.residency.simulation.Simulator;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.simulation.Timeline.ResidentCount;
import io.milvus.residency.simulation.Transition;
import io.milvus.residency.simulation.Transition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Simulations of random policies, compared with the planner and with the naive rules of {@link
 * WantsModel}.
 */
class SimulationModelTest {

  private static final Instant NOW = Instant.parse("2026-11-23T06:58:30Z");
  private static final Duration LENGTH = Duration.ofDays(3);

  @Property(seed = "20261127", tries = 300)
  void spansAndResidentCountsFollowFromTransitions(@ForAll long seed) {
    SimulationInput input = input(seed);
    Timeline timeline = Simulator.simulate(input, LENGTH, reached -> {});
    Set<String> resident = resident(input);
    int next = 0;
    List<ResidentCount> counts = new ArrayList<>();

    for (Instant time : times(timeline)) {
      while (next < timeline.transitions().size()
          && timeline.transitions().get(next).time().equals(time)) {
        carryOut(timeline.transitions().get(next++), resident);
      }
      for (PartitionTimeline partition : timeline.partitions()) {
        assertThat(at(partition, time).presence() == Presence.LOADED)
            .as("%s at %s", partition.partition(), time)
            .isEqualTo(resident.contains(partition.partition()));
      }
      if (counts.isEmpty() || counts.get(counts.size() - 1).loaded() != resident.size()) {
        counts.add(new ResidentCount(time, resident.size()));
      }
    }

    assertThat(next).as("transitions made").isEqualTo(timeline.transitions().size());
    assertThat(timeline.residents()).isEqualTo(counts);
    assertThat(timeline.incompleteFrom()).isEmpty();
    timeline.partitions().forEach(partition -> assertWithoutGaps(partition, timeline));
  }

  @Property(seed = "20261127", tries = 300)
  void beginsWithStepsOfPlan(@ForAll long seed) {
    SimulationInput input = input(seed);
    Plan plan =
        Planner.foresee(input.claims(), input.observed(), input.plannerState(), input.now());

    List<Transition> transitions = Simulator.simulate(input, LENGTH, reached -> {}).transitions();

    Set<String> steps = new TreeSet<>();
    plan.steps()
        .forEach(
            step ->
                step.changes()
                    .forEach(
                        change ->
                            steps.add(
                                (step instanceof Step.Load ? Kind.LOAD : Kind.RELEASE)
                                    + change.toString())));
    Set<String> first = new TreeSet<>();
    for (Transition transition : transitions) {
      if (first.size() == steps.size()) {
        break;
      }
      assertThat(transition.time()).isEqualTo(NOW);
      for (String name : transition.partitions()) {
        Partition partition =
            input.observed().partitions().stream()
                .filter(p -> p.name().equals(name))
                .findAny()
                .orElseThrow();
        first.add(
            transition.kind().toString()
                + new Step.PartitionChange(partition, transition.policy(), transition.rule()));
      }
    }
    assertThat(first).isEqualTo(steps);
  }

  @Property(seed = "20261127", tries = 300)
  void changesOnlyWhatRulesWantAtThatTime(@ForAll long seed) {
    SimulationInput input = input(seed);

    for (Transition transition : Simulator.simulate(input, LENGTH, reached -> {}).transitions()) {
      for (String name : transition.partitions()) {
        if (transition.kind() == Kind.LOAD) {
          assertThat(WantsModel.mayLoad(input.claims(), name, transition.time()))
              .as("%s of %s", transition, name)
              .isTrue();
        } else {
          assertThat(WantsModel.releasers(input.claims(), name, transition.time()))
              .as("%s of %s", transition, name)
              .anyMatch(claim -> claim.policy().equals(transition.policy()));
        }
      }
    }
  }

  @Property(seed = "20261127", tries = 300)
  void looksInBetweenChangeNothing(@ForAll long seed) {
    SimulationInput input = input(seed);
    Random random = new Random(seed);
    List<ExpectedPartition> others =
        Stream.generate(() -> random.nextInt((int) LENGTH.toSeconds()))
            .limit(40)
            .map(s -> new ExpectedPartition("zz" + s + "zz", NOW.plusSeconds(s + 1L)))
            .toList();

    Timeline seldom = Simulator.simulate(input, LENGTH, reached -> {});
    Timeline often =
        Simulator.simulate(
            new SimulationInput(
                input.database(),
                input.observed(),
                input.claims(),
                input.plannerState(),
                input.now(),
                others),
            LENGTH,
            reached -> {});

    boolean decided =
        often.partitions().stream()
            .filter(PartitionTimeline::expected)
            .flatMap(partition -> partition.spans().stream())
            .anyMatch(span -> span.decision().isPresent());
    if (!decided) {
      assertThat(often.transitions()).isEqualTo(seldom.transitions());
      assertThat(often.partitions())
          .filteredOn(partition -> !partition.expected())
          .isEqualTo(seldom.partitions());
    }
  }

  /** Returns one to three policies on random partitions; half of them are carried out already. */
  private static SimulationInput input(long seed) {
    RandomPolicies random = new RandomPolicies(new Random(seed));
    List<Claim> all = new ArrayList<>();
    for (int i = 0; i <= random.random().nextInt(3); i++) {
      LivingPolicy policy =
          new LivingPolicy(
              new PolicyName("search", "policy-" + i), "uid-" + i, 0, random.spec(), random.list());
      policy.hold = random.chance(10);
      all.add(policy.claim(random.chance(90) ? 0 : 1));
    }
    ObservedCollection observed = observed(random);
    List<String> doubts = random.chance(10) ? List.of("a policy can't be read") : List.of();
    ClaimSet claims = new ClaimSet(all, doubts);
    return new SimulationInput(
        "default",
        observed,
        random.chance(50) ? claims.settled(observed.id()) : claims,
        PlannerState.NONE,
        NOW,
        List.of());
  }

  private static ObservedCollection observed(RandomPolicies random) {
    List<LoadState> states =
        List.of(LoadState.LOADED, LoadState.LOADED, LoadState.NOT_LOAD, LoadState.LOADING);
    List<Partition> partitions = new ArrayList<>();
    for (String name : RandomPolicies.NAMES.stream().sorted().toList()) {
      if (random.chance(80)) {
        Instant created = NOW.minusSeconds(random.random().nextInt(1_000_000));
        LoadState state = random.one(states);
        partitions.add(
            new Partition(
                partitions.size() + 1L, name, created, state, state == LoadState.LOADED ? 100 : 0));
      }
    }
    boolean resident = partitions.stream().anyMatch(Partition::resident);
    return new ObservedCollection(
        new CollectionId(1, NOW),
        "articles",
        false,
        partitions,
        resident ? Optional.of(new LoadSettings(1, List.of("hot"))) : Optional.empty());
  }

  private static Set<String> resident(SimulationInput input) {
    Set<String> resident = new HashSet<>();
    input.observed().partitions().stream()
        .filter(Partition::resident)
        .forEach(partition -> resident.add(partition.name()));
    return resident;
  }

  private static void carryOut(Transition transition, Set<String> resident) {
    for (String name : transition.partitions()) {
      boolean changed = transition.kind() == Kind.LOAD ? resident.add(name) : resident.remove(name);
      assertThat(changed).as("%s changes %s", transition, name).isTrue();
    }
  }

  /** Returns the begin, and all times at which a span begins or something is done. */
  private static Set<Instant> times(Timeline timeline) {
    Set<Instant> times = new TreeSet<>(Set.of(timeline.from()));
    timeline.transitions().forEach(transition -> times.add(transition.time()));
    timeline.partitions().forEach(p -> p.spans().forEach(span -> times.add(span.from())));
    return times;
  }

  private static Span at(PartitionTimeline partition, Instant time) {
    return partition.spans().stream()
        .filter(span -> !span.from().isAfter(time) && span.to().isAfter(time))
        .findAny()
        .orElseThrow();
  }

  private static void assertWithoutGaps(PartitionTimeline partition, Timeline timeline) {
    Instant end = timeline.from();
    for (Span span : partition.spans()) {
      assertThat(span.from()).isEqualTo(end);
      assertThat(span.to()).isAfter(span.from());
      end = span.to();
    }
    assertThat(end).isEqualTo(timeline.to());
  }
}
