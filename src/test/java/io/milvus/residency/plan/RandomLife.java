package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Memory.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A collection, its policies and the people around it. It carries plans out, and lets anything
 * change in between: policies, lists, partitions, what is loaded, and the time.
 */
final class RandomLife {

  private static final List<Duration> STEPS =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(61),
          Duration.ofMinutes(5),
          Duration.ofMinutes(47),
          Duration.ofHours(11));

  final RulesModel model = new RulesModel();
  final Map<PolicyName, Claim> claims = new TreeMap<>();
  final Map<String, Partition> partitions = new TreeMap<>();
  Memory memory = Memory.NONE;
  Instant now = Instant.parse("2026-11-23T07:30:00Z");

  private final RandomPolicies policies;
  private final Random random;
  private List<String> doubts = List.of();
  private long ids;

  RandomLife(long seed) {
    this.random = new Random(seed);
    this.policies = new RandomPolicies(random);
    for (int i = 0; i <= random.nextInt(3); i++) {
      PolicyName name = new PolicyName("search", "policy-" + i);
      claims.put(name, policies.claim(name));
    }
    RandomPolicies.NAMES.stream().filter(n -> policies.chance(75)).forEach(this::create);
  }

  Claims claims() {
    return new Claims(List.copyOf(claims.values()), doubts);
  }

  Observed observed() {
    boolean resident = partitions.values().stream().anyMatch(Partition::resident);
    return new Observed(
        new CollectionId(457123, Instant.EPOCH),
        "articles",
        false,
        List.copyOf(partitions.values()),
        resident ? Optional.of(new LoadSettings(1, List.of())) : Optional.empty());
  }

  Plan plan() {
    return Planner.plan(claims(), observed(), memory, now);
  }

  /** All of the plan comes true, and Milvus loads as far as it is told. */
  void carryOut(Plan plan, LoadState loads) {
    for (Step step : plan.steps()) {
      LoadState to = step instanceof Step.Load ? loads : LoadState.NOT_LOAD;
      step.changes()
          .forEach(
              change -> partitions.computeIfPresent(change.partition().name(), (n, p) -> p.in(to)));
    }
    plan.shares().forEach((name, share) -> share.settledIntent().ifPresent(i -> settle(name, i)));
    memory = plan.memory();
  }

  void serve(Plan plan) {
    Set<Long> ids = plan.unproven().stream().map(Partition::id).collect(Collectors.toSet());
    memory = memory.withServing(ids);
  }

  /** A person may approve what the plan says is blocked. */
  void approve(Plan plan) {
    plan.shares()
        .forEach(
            (name, share) ->
                share
                    .blocked()
                    .filter(blocked -> policies.chance(40))
                    .ifPresent(
                        blocked -> {
                          model.approve(name, claims(), observed(), now);
                          Claim c = claims.get(name);
                          claims.put(
                              name, with(c, c.settledIntent(), Optional.of(blocked.approval())));
                        }));
  }

  /** Time passes, and one thing or another happens. */
  void goOn() {
    now = now.plus(policies.one(STEPS));
    partitions.replaceAll(
        (n, p) ->
            p.state() == LoadState.LOADING && policies.chance(60) ? p.in(LoadState.LOADED) : p);
    List<PolicyName> names = List.copyOf(claims.keySet());
    PolicyName name = policies.one(names);
    Claim claim = claims.get(name);
    switch (random.nextInt(14)) {
      case 0 ->
          claims.put(name, with(policies.claim(name), claim.settledIntent(), claim.approval()));
      case 1 -> claims.put(name, listed(claim));
      case 2 -> doubts = policies.chance(40) ? List.of("the clock is wrong") : List.of();
      case 3 -> change(p -> p.in(policies.one(List.of(LoadState.NOT_LOAD, LoadState.LOADED))));
      case 4 -> change(p -> p.in(LoadState.LOADED));
      case 5 -> create(policies.one(RandomPolicies.NAMES));
      case 6 -> partitions.remove(policies.one(RandomPolicies.NAMES));
      case 7 -> setBack();
      case 8 -> leave(claim);
      default -> doubts = policies.chance(80) ? List.of() : doubts;
    }
  }

  private void create(String name) {
    LoadState state = policies.one(List.of(LoadState.values()).subList(1, 4));
    Instant created = Instant.EPOCH.plusSeconds(random.nextInt(5));
    Partition partition = new Partition(++ids, name, created, state, 0);
    partitions.put(name, partition.in(state));
  }

  private void change(UnaryOperator<Partition> how) {
    if (!partitions.isEmpty()) {
      partitions.computeIfPresent(
          policies.one(List.copyOf(partitions.keySet())), (n, p) -> how.apply(p));
    }
  }

  private void setBack() {
    Map<Long, Setback> all = new HashMap<>(memory.setbacks());
    change(
        p -> {
          all.put(p.id(), new Setback(1, now.plusSeconds(90), Reason.LOADING, "no room"));
          return p;
        });
    memory = memory.withSetbacks(all);
  }

  /** The second time it is gone, and somebody writes another one by its name. */
  private void leave(Claim claim) {
    PolicyName name = claim.policy();
    claims.put(name, claim.leaving() ? policies.claim(name) : claim.leave());
    if (claim.leaving()) {
      model.forget(name);
    }
  }

  private void settle(PolicyName name, String intent) {
    claims.computeIfPresent(name, (n, c) -> with(c, Optional.of(intent), c.approval()));
  }

  private Claim listed(Claim c) {
    return new Claim(
        c.policy(),
        c.acts(),
        c.mode(),
        c.spec(),
        policies.lists(),
        c.settledIntent(),
        c.approval(),
        c.leaving());
  }

  private static Claim with(Claim c, Optional<String> settled, Optional<String> approval) {
    return new Claim(
        c.policy(), c.acts(), c.mode(), c.spec(), c.lists(), settled, approval, c.leaving());
  }
}
