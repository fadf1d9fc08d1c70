package io.milvus.residency.plan;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.PartitionList;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A benchmark of plans for 4,096 partitions and a policy with 32 rules of all kinds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlannerBenchmark {

  private static final int PARTITIONS = 4096;
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

  private final ObservedCollection allLoaded = observed(name -> LoadState.LOADED);
  private final ClaimSet claims = new ClaimSet(List.of(claim()), List.of()).settled(allLoaded.id());
  private final Plan first = Planner.plan(claims, allLoaded, PlannerState.NONE, NOW);
  private final ObservedCollection asWanted = observed(wanted(first)::get);
  private final PlannerState plannerState =
      Planner.plan(claims, asWanted, PlannerState.NONE, NOW).plannerState();

  /** Plans when nothing has to be done, as nearly always. */
  @Benchmark
  public Plan idle() {
    return Planner.plan(claims, asWanted, plannerState, NOW);
  }

  /** Plans when all partitions are loaded and a thousand must be released. */
  @Benchmark
  public Plan thousandReleases() {
    return Planner.plan(claims, allLoaded, first.plannerState(), NOW);
  }

  private static Map<String, LoadState> wanted(Plan plan) {
    Map<String, LoadState> wanted = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      wanted.put(name(i), LoadState.NOT_LOAD);
    }
    plan.policyPlans().values().stream()
        .flatMap(policyPlan -> policyPlan.partitionPlans().stream())
        .filter(partitionPlan -> partitionPlan.desired() == RuleState.LOADED)
        .forEach(partitionPlan -> wanted.put(partitionPlan.partition(), LoadState.LOADED));
    return wanted;
  }

  private static ObservedCollection observed(Function<String, LoadState> states) {
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new Partition(i, name(i), NOW.minusSeconds(i), states.apply(name(i)), 100));
    }
    partitions.sort((a, b) -> a.name().compareTo(b.name()));
    return new ObservedCollection(
        new CollectionId(1, NOW),
        "articles",
        false,
        partitions,
        Optional.of(new LoadSettings(1, List.of("hot"))));
  }

  private static String name(int i) {
    return switch (i % 4) {
      case 0 -> "p_" + TODAY.minusDays(i / 4).toString().replace("-", "");
      case 1 -> "tenant_" + i % 16 + "_" + i;
      case 2 -> "user_" + i;
      default -> "other_" + i;
    };
  }

  private static Claim claim() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      rules.append(
          """
          - {name: n%1$d, match: {names: [other_%2$d, missing_%1$d]}, state: Loaded}
          - {name: g%1$d, match: {globs: ["tenant_%1$d_*"], except: ["*9"]}, state: Loaded}
          - name: d%1$d
            match: {dateFormat: "p_%%Y%%m%%d", except: ["*%1$d"]}
            keepLast: 30
            state: Loaded
          - name: l%1$d
            match: {globs: ["user_*%1$d"]}
            during: [{from: "07:00", to: "20:00"}]
            listedIn: {configMapKeyRef: {name: users, key: names}}
            state: Loaded
            otherwise: Released
          """
              .formatted(i, 4 * i + 3));
    }
    PolicySpec spec =
        Serialization.unmarshal(
            "milvus: {uri: \"http://milvus:19530\"}\ncollection: articles\nrules:\n" + rules,
            PolicySpec.class);
    return Claim.of(
        new PolicyName("search", "articles"),
        "uid",
        1,
        spec,
        EffectiveMode.of(spec.mode(), Annotations.NONE),
        Optional.empty(),
        Map.of(
            new ConfigMapKey("users", "names"),
            PartitionList.read("users", "user_2\nuser_6\nuser_10\n")),
        Claim.Recorded.NONE,
        true);
  }
}
