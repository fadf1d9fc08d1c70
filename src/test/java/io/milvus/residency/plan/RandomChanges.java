package io.milvus.residency.plan;

import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Safety;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.PlannerState.FailedLoad;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Random changes by people, Milvus and the clock between two passes of a {@link RandomLife}. */
final class RandomChanges {

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(29),
          Duration.ofSeconds(61),
          Duration.ofSeconds(61),
          Duration.ofSeconds(100),
          Duration.ofMinutes(47),
          Duration.ofHours(11));

  private final RandomLife life;
  private final RandomPolicies random;
  final int ways;
  private final List<String> approvals = new ArrayList<>();
  private final List<SimulatedCollection> places = new ArrayList<>();
  private Optional<LivingPolicy> moving = Optional.empty();
  private long ids;

  RandomChanges(RandomLife life, int ways) {
    this.life = life;
    this.ways = ways;
    this.random = life.random;
  }

  void begin() {
    move(newPlace());
    for (int i = 0; i <= random.random().nextInt(3); i++) {
      write(new PolicyName("search", "policy-" + i));
    }
  }

  /** Approves, with some probability, what is blocked, for the same policy or another one. */
  void mayApprove(Map<PolicyName, String> blocked, int percent) {
    for (Map.Entry<PolicyName, String> each : blocked.entrySet()) {
      approvals.add(each.getValue());
      if (random.chance(percent)) {
        approve(life.policies.get(each.getKey()), each.getValue());
      }
    }
  }

  private void approve(LivingPolicy policy, String approval) {
    policy.approve = Optional.of(approval);
    life.tell(policy.name.name() + " is given the approval " + approval);
  }

  /** Lets time pass, and one thing or another happen. */
  void goOn(Optional<Instant> nextLook) {
    settleDown();
    moving.filter(p -> life.policies.get(p.name) == p).ifPresent(this::listMoves);
    int events = random.random().nextInt(3);
    for (int i = 0; i < events; i++) {
      happens();
    }
    Duration step = random.one(STEPS);
    if (nextLook.isPresent() && random.chance(45)) {
      Duration until = Duration.between(life.now, nextLook.get());
      step = until.compareTo(Duration.ofHours(30)) < 0 && !until.isNegative() ? until : step;
    }
    life.wait(step.plusMillis(1 + random.random().nextInt(900)));
  }

  /** Ends some of the trouble. */
  private void settleDown() {
    for (LivingPolicy policy : List.copyOf(life.policies.values())) {
      if (policy.invalid && random.chance(40)) {
        policy.invalid = false;
        policy.generation++;
        life.tell(policy.name.name() + " is valid again");
      }
      if (policy.unknown && random.chance(60)) {
        policy.unknown = false;
        life.tell(policy.name.name() + " is known again");
      }
      if (policy.refused && random.chance(25)) {
        policy.refused = false;
        if (policy.invalid) {
          life.invalid(policy);
        }
        life.tell("the status of " + policy.name.name() + " can be written again");
      }
      if (policy.list.unreadable().isPresent() && random.chance(40)) {
        policy.list =
            policy
                .list
                .names()
                .map(names -> PartitionList.read("lists", String.join("\n", names)))
                .orElseGet(random::list);
        life.tell("the list of " + policy.name.name() + " is read: " + policy.list.names());
      }
      if (policy.leaving && random.chance(50)) {
        life.policies.remove(policy.name);
        life.tell(policy.name.name() + " is gone");
      }
    }
    if (!life.doubts.isEmpty() && random.chance(60)) {
      life.doubts.clear();
      life.tell("no doubt any more");
    }
    life.place.partitions.replaceAll(
        (n, p) -> p.state() == LoadState.LOADING && random.chance(70) ? p.in(LoadState.LOADED) : p);
  }

  /** Ends all trouble and all edits. */
  void calmDown() {
    life.tell("all is calm from now on");
    life.failures = 0;
    life.doubts.clear();
    moving = Optional.empty();
    life.policies.values().removeIf(policy -> policy.leaving);
    for (LivingPolicy policy : life.policies.values()) {
      if (policy.invalid) {
        policy.generation++;
      }
      policy.invalid = false;
      policy.unknown = false;
      policy.refused = false;
      if (policy.list.unreadable().isPresent()) {
        policy.list = random.list();
      }
    }
    life.wait(Duration.ofHours(2));
  }

  /** Lets time pass, and Milvus finish what it has begun. */
  void calm() {
    life.place.partitions.replaceAll(
        (n, p) -> p.state() == LoadState.LOADING ? p.in(LoadState.LOADED) : p);
    life.wait(Duration.ofSeconds(20));
  }

  /** Drops a different name from the list each time. */
  private void listMoves(LivingPolicy policy) {
    policy.list = random.list();
    life.tell("the list of " + policy.name.name() + " moves to " + policy.list.names());
  }

  private void happens() {
    switch (random.random().nextInt(18)) {
      case 0, 1 -> life.onePolicy().ifPresent(this::edit);
      case 2, 3 -> life.onePolicy().filter(p -> !p.earlier.isEmpty()).ifPresent(this::revert);
      case 4, 5 -> life.onePolicy().ifPresent(this::listChanges);
      case 6 -> life.onePolicy().ifPresent(this::hold);
      case 7 -> life.onePolicy().ifPresent(this::delete);
      case 8 -> write(new PolicyName("search", "policy-" + random.random().nextInt(3)));
      case 9 -> trouble();
      case 10 -> refuse();
      case 11 -> change("is loaded by hand", p -> p.in(LoadState.LOADED));
      case 12 -> change("is released by hand", p -> p.in(LoadState.NOT_LOAD));
      case 13 -> collectionChanges();
      case 14 -> loadAll();
      case 15 -> restart();
      case 16 -> clockSteps();
      default -> copyApproval();
    }
  }

  private void edit(LivingPolicy policy) {
    policy.edit(random.chance(70) ? random.edited(policy.spec) : random.spec());
    life.tell(policy.name.name() + " is edited: " + text(policy));
  }

  private void revert(LivingPolicy policy) {
    policy.revert();
    life.tell(policy.name.name() + " goes back to: " + text(policy));
  }

  private void listChanges(LivingPolicy policy) {
    PartitionList before = policy.list;
    switch (random.random().nextInt(6)) {
      case 0 -> policy.list = random.list();
      case 3 -> policy.list = random.onOneLine(policy.list);
      case 4 -> policy.list = policy.earlierList;
      case 1 -> policy.list = random.fewer(policy.list);
      case 2 -> policy.list = random.unreadable(policy.list);
      default -> moving = random.chance(50) ? Optional.of(policy) : Optional.empty();
    }
    if (before.unreadable().isEmpty()) {
      policy.earlierList = before;
    }
    life.tell("the list of " + policy.name.name() + ": " + policy.list);
  }

  private void hold(LivingPolicy policy) {
    policy.hold = !policy.hold;
    life.tell(policy.name.name() + (policy.hold ? " is on hold" : " is off hold"));
  }

  /** Deletes a policy, at once or after it has released what it wanted loaded. */
  private void delete(LivingPolicy policy) {
    if (random.chance(50) && policy.status.settledIntent().isPresent()) {
      policy.leaving = true;
      life.tell(policy.name.name() + " is being deleted, " + DeletionPolicy.RELEASE);
    } else {
      life.policies.remove(policy.name);
      life.tell(policy.name.name() + " is deleted");
      if (random.chance(50)) {
        writeAgain(policy);
      }
    }
  }

  private void write(PolicyName name) {
    if (!life.policies.containsKey(name)) {
      int way = random.random().nextInt(ways);
      add(new LivingPolicy(name, "uid-" + ++ids, way, random.spec(), random.list()));
    }
  }

  /** Creates a deleted policy again with its whole manifest, including an approval. */
  private void writeAgain(LivingPolicy gone) {
    LivingPolicy again =
        new LivingPolicy(gone.name, "uid-" + ++ids, gone.way, gone.spec, gone.list);
    again.approve = gone.approve;
    again.hold = gone.hold;
    add(again);
  }

  private void add(LivingPolicy policy) {
    life.policies.put(policy.name, policy);
    life.tell(
        "%s is created, %s, way %s: %s, list %s"
            .formatted(
                policy.name.name(), policy.uid, policy.way, text(policy), policy.list.names()));
  }

  private void trouble() {
    switch (random.random().nextInt(3)) {
      case 0 -> {
        life.doubts.add("policies can't be watched");
        life.tell("policies can't be watched");
      }
      case 1 ->
          life.onePolicy()
              .ifPresent(
                  policy -> {
                    policy.unknown = true;
                    life.tell(policy.name.name() + " can't be looked at");
                  });
      default ->
          life.onePolicy()
              .ifPresent(
                  policy -> {
                    policy.invalid = true;
                    policy.generation++;
                    life.invalid(policy);
                    life.tell(policy.name.name() + " is invalid");
                  });
    }
  }

  private void refuse() {
    boolean all = random.chance(50);
    life.onePolicy().ifPresent(policy -> policy.refused = true);
    life.policies.values().forEach(policy -> policy.refused |= all);
    life.tell("status writes are refused, of all: " + all);
  }

  private void restart() {
    life.tell("the operator restarts");
    places.forEach(SimulatedCollection::forget);
    life.model.restarted();
    life.policies.values().forEach(policy -> policy.unknown = random.chance(30));
    if (random.chance(40)) {
      loadAll();
    }
  }

  private void clockSteps() {
    Duration step = Duration.ofSeconds(random.random().nextInt(14400) - 7200);
    life.now = life.now.plus(step);
    life.doubts.add("the clock is wrong");
    life.tell("the clock steps by " + step);
  }

  private void copyApproval() {
    if (!approvals.isEmpty()) {
      life.onePolicy().ifPresent(policy -> approve(policy, random.one(approvals)));
    }
  }

  private void collectionChanges() {
    switch (random.random().nextInt(8)) {
      case 0 -> move(newPlace());
      case 1 -> move(random.one(places));
      case 2 -> setBack();
      case 3, 4 -> {
        String name = random.one(RandomPolicies.NAMES);
        life.place.partitions.remove(name);
        life.tell(name + " is dropped");
      }
      default -> create(life.place, random.one(RandomPolicies.NAMES));
    }
  }

  private SimulatedCollection newPlace() {
    SimulatedCollection place =
        new SimulatedCollection(new CollectionId(457123 + places.size(), Instant.EPOCH));
    places.add(place);
    RandomPolicies.NAMES.stream()
        .filter(name -> random.chance(75))
        .forEach(name -> create(place, name));
    return place;
  }

  private void move(SimulatedCollection place) {
    life.place = place;
    life.tell("the name leads to collection " + place.id.id() + ": " + states(place));
  }

  private void create(SimulatedCollection place, String name) {
    LoadState state = random.one(List.of(LoadState.values()).subList(1, 4));
    Instant created = Instant.EPOCH.plusSeconds(random.random().nextInt(5));
    place.partitions.put(name, new Partition(++ids, name, created, state, 0).in(state));
    if (life.place == place) {
      life.tell(name + " is created, " + state);
    }
  }

  private void loadAll() {
    life.place.partitions.replaceAll((n, p) -> p.resident() ? p : p.in(LoadState.LOADED));
    life.tell("somebody loads the whole collection");
  }

  private void change(String what, UnaryOperator<Partition> how) {
    if (!life.place.partitions.isEmpty()) {
      String name = random.one(List.copyOf(life.place.partitions.keySet()));
      life.place.partitions.computeIfPresent(name, (n, p) -> how.apply(p));
      life.tell(name + " " + what);
    }
  }

  private void setBack() {
    for (int way = 0; way < SimulatedCollection.WAYS; way++) {
      int of = way;
      Map<Long, FailedLoad> all = new HashMap<>(life.place.memories[way].failedLoads());
      change(
          "fails to load, way " + of,
          p -> {
            Instant until = life.now.plusSeconds(90);
            all.put(p.id(), new FailedLoad(1, until, Reason.LOADING, "no room", random.chance(30)));
            return p;
          });
      life.place.memories[way] = life.place.memories[way].withFailedLoads(all);
    }
  }

  private static String states(SimulatedCollection place) {
    Map<String, LoadState> states = new TreeMap<>();
    place.partitions.forEach((name, partition) -> states.put(name, partition.state()));
    return states.toString();
  }

  private static String text(LivingPolicy policy) {
    Safety safety = policy.spec.safety();
    return "%s%s %s %s each %s, delay %s, floor %s, limit %s, maxLoaded %s: %s"
        .formatted(
            policy.spec.mode(),
            policy.hold ? " (on hold)" : "",
            policy.spec.timeZone(),
            policy.spec.order(),
            policy.spec.interval(),
            safety.releaseDelay(),
            safety.minResident(),
            safety.maxReleasePerChange(),
            safety.maxLoaded(),
            policy.spec.rules().stream().map(RandomChanges::text).toList());
  }

  private static String text(Rule rule) {
    Rule.Match match = rule.match();
    String family =
        match.names().isEmpty()
            ? match.globs() + match.dateFormat().orElse("") + " except " + match.except()
            : match.names().toString();
    String gates =
        (rule.keepLast().isPresent() ? " keepLast " + rule.keepLast().getAsInt() : "")
            + rule.during()
            + (rule.listedIn().isPresent() ? " listed" : "");
    return "%s %s %s otherwise %s".formatted(family, gates, rule.state(), rule.otherwise());
  }
}
