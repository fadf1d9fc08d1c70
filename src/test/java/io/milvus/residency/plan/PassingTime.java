package io.milvus.residency.plan;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A collection and its policies over time, pass by pass. Each plan is carried out, and status is
 * written, unless a test says otherwise.
 */
final class PassingTime {

  static final ConfigMapKey LIST = new ConfigMapKey("users", "names");

  private static final CollectionId ARTICLES =
      new CollectionId(457123, Instant.parse("2026-11-01T00:00:00Z"));

  private final Map<String, LoadState> partitions = new TreeMap<>();
  private final Map<String, Written> policies = new TreeMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<String, Long> ids = new HashMap<>();
  private Instant now = Instant.parse("2026-11-23T10:00:00Z");
  private PartitionList list = PartitionList.read("users", "");
  private PlannerState other = PlannerState.NONE;
  private PlannerState plannerState = PlannerState.NONE;
  private Plan plan =
      new Plan(List.of(), Map.of(), List.of(), List.of(), Optional.empty(), plannerState);
  private long policiesWritten;
  private long created;
  private boolean loads = true;
  private Mode operator = Mode.ENFORCE;

  private record Written(
      String uid,
      long generation,
      PolicySpec spec,
      Annotations annotations,
      boolean leaving,
      Recorded recorded,
      long reported) {

    Recorded status() {
      return reported == generation
          ? recorded
          : new Recorded(Optional.empty(), recorded.change(), false);
    }
  }

  /** Sets the state of partitions {@code p_1} to {@code p_n} for the prefix {@code p}. */
  PassingTime partitions(String begin, int count, LoadState state) {
    for (int i = 1; i <= count; i++) {
      partitions.put(begin + "_" + i, state);
    }
    return this;
  }

  /** Drops partitions with a common begin. */
  PassingTime drop(String begin) {
    partitions.keySet().removeIf(name -> name.startsWith(begin));
    ids.keySet().removeIf(name -> name.startsWith(begin));
    return this;
  }

  /** Creates a policy, or edits it. */
  PassingTime apply(String name, String rules, String safety, String... more) {
    PolicySpec spec =
        Serialization.unmarshal(
            "milvus: {uri: 'http://milvus:19530'}\ncollection: articles\nrules: ["
                + rules
                + "]\nsafety: {"
                + safety
                + "}\n"
                + String.join("\n", more),
            PolicySpec.class);
    if (spec.invalid().isPresent()) {
      throw new IllegalArgumentException(spec.invalid().get());
    }
    Written before = policies.get(name);
    policies.put(
        name,
        before == null
            ? new Written(
                "uid-" + policiesWritten++, 1, spec, Annotations.NONE, false, Recorded.NONE, -1)
            : new Written(
                before.uid(),
                before.generation() + 1,
                spec,
                before.annotations(),
                false,
                before.recorded(),
                before.reported()));
    return this;
  }

  /** Approves the releases that the last pass blocked. */
  PassingTime approve(String name) {
    Written w = policies.get(name);
    String approval =
        plan.policyPlans()
            .get(new PolicyName("search", name))
            .blocked()
            .orElseThrow()
            .approval()
            .orElseThrow();
    policies.put(
        name,
        new Written(
            w.uid(),
            w.generation(),
            w.spec(),
            new Annotations(Optional.of(approval), Optional.empty(), false),
            w.leaving(),
            w.recorded(),
            w.reported()));
    return this;
  }

  /** Begins to delete a policy with deletionPolicy Release. */
  PassingTime leave(String name) {
    Written w = policies.get(name);
    policies.put(
        name,
        new Written(
            w.uid(), w.generation(), w.spec(), w.annotations(), true, w.recorded(), w.reported()));
    return this;
  }

  PassingTime delete(String name) {
    policies.remove(name);
    return this;
  }

  PassingTime list(PartitionList other) {
    list = other;
    return this;
  }

  /** Makes status writes of the policy fail from now on. */
  PassingTime refuse(String name) {
    refused.add(name);
    return this;
  }

  /** Makes Milvus finish loads from now on, or only accept them. */
  PassingTime loads(boolean come) {
    loads = come;
    return this;
  }

  PassingTime restart() {
    plannerState = PlannerState.NONE;
    return this;
  }

  /** Restarts the operator in another mode. */
  PassingTime restart(Mode other) {
    operator = other;
    return restart();
  }

  PassingTime at(String time) {
    now = Instant.parse(time);
    return this;
  }

  /** Makes passes, each so many seconds after the one before. */
  PassingTime passes(long... seconds) {
    for (long later : seconds) {
      now = now.plus(Duration.ofSeconds(later));
      plan = Planner.plan(claims(), observed(), plannerState, now);
      plannerState = plan.plannerState();
      plan.steps().forEach(this::carryOut);
      policies.replaceAll((name, written) -> reported(name, written));
    }
    return this;
  }

  /** Makes a pass of another connection, whose Milvus shows these partitions in another state. */
  PassingTime passElsewhere(String begin, LoadState state) {
    ClaimSet here = claims();
    ClaimSet there =
        new ClaimSet(here.all().stream().map(Claim::elsewhere).toList(), here.doubts());
    Map<String, LoadState> real = new TreeMap<>(partitions);
    partitions.replaceAll((n, st) -> n.startsWith(begin) ? state : st);
    Plan its = Planner.plan(there, observed(), other.withConsent(plannerState.consent()), now);
    partitions.putAll(real);
    other = its.plannerState();
    plannerState = plannerState.withConsent(its.plannerState().consent());
    return this;
  }

  private void carryOut(Step step) {
    if (step instanceof Step.Release || loads) {
      LoadState to = step instanceof Step.Load ? LoadState.LOADED : LoadState.NOT_LOAD;
      step.changes().forEach(change -> partitions.put(change.partition().name(), to));
    }
  }

  private Written reported(String name, Written w) {
    PolicyPlan policyPlan = plan.policyPlans().get(new PolicyName("search", name));
    return policyPlan == null || refused.contains(name)
        ? w
        : new Written(
            w.uid(),
            w.generation(),
            w.spec(),
            w.annotations(),
            w.leaving(),
            policyPlan.recorded(),
            w.generation());
  }

  /** Returns the loaded partitions with this prefix. */
  Set<String> loaded(String begin) {
    Set<String> loaded = new TreeSet<>();
    partitions.forEach(
        (name, state) -> {
          if (state == LoadState.LOADED && name.startsWith(begin)) {
            loaded.add(name);
          }
        });
    return loaded;
  }

  /** Returns what the last pass blocked. */
  Optional<BlockedReleases> blocked(String name) {
    return plan.policyPlans().get(new PolicyName("search", name)).blocked();
  }

  /** Returns the announcement of the last pass about the clock. */
  Optional<String> ahead(String name) {
    return plan.policyPlans().get(new PolicyName("search", name)).ahead();
  }

  private ClaimSet claims() {
    List<Claim> all = new ArrayList<>();
    policies.forEach(
        (name, w) -> {
          Claim claim =
              Claim.of(
                  new PolicyName("search", name),
                  w.uid(),
                  w.generation(),
                  w.spec(),
                  EffectiveMode.of(w.spec().mode(), w.annotations()).under(operator),
                  w.annotations().approve(),
                  Map.of(LIST, list),
                  w.status(),
                  true);
          all.add(w.leaving() ? claim.leave() : claim);
        });
    return new ClaimSet(all, List.of());
  }

  private ObservedCollection observed() {
    partitions.keySet().forEach(name -> ids.computeIfAbsent(name, n -> created++));
    List<Partition> all =
        partitions.entrySet().stream()
            .map(
                each ->
                    new Partition(
                        ids.get(each.getKey()),
                        each.getKey(),
                        ARTICLES.created().plusSeconds(ids.get(each.getKey())),
                        each.getValue(),
                        each.getValue() == LoadState.LOADED ? 100 : 0))
            .toList();
    return new ObservedCollection(
        ARTICLES,
        "articles",
        false,
        all,
        all.stream().anyMatch(Partition::resident)
            ? Optional.of(new LoadSettings(1, List.of()))
            : Optional.empty());
  }
}
