package io.milvus.residency.cli;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicyStatus.Change;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.rules.PartitionList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A collection and all else that a plan depends on beside the policies: the file of {@code plan
 * --partitions}, and the {@code world.yaml} of a golden case. Only {@code partitions} is required.
 * With {@code collection}, the plan is that from Milvus.
 *
 * @param about the purpose, in a sentence or two
 * @param now the time of the plan
 * @param collection the identity of the collection that the partitions were read from; without
 *     {@code memory}, nothing is known of earlier plans then
 * @param partitionKey whether Milvus places the rows by a partition key
 * @param partitions the state of each partition, by name
 * @param progress percent of each loading partition; 0 if omitted
 * @param created the creation time of each partition, where it matters
 * @param live the load settings of the collection; if omitted and anything is loaded, one replica
 *     in the default resource group
 * @param liveUnknown whether Milvus does not report the load settings
 * @param doubts why there may be claims that are not known yet
 * @param lists the text of each list, by the ConfigMap and its key as in {@code users/active}
 * @param unreadable why a list can't be read, by the same name; {@code lists} has its last content
 * @param settled whether the policies have been carried out before
 * @param change the recorded edit that is being carried out; if omitted, the plan finds it
 * @param asRecorded whether to plan just once, with nothing recorded beyond this file
 * @param leaving the policies being deleted, which release what they wanted loaded
 * @param notServing the loaded partitions that were not seen to answer searches
 * @param operatorMode the mode of the operator; Enforce if omitted
 * @param elsewhere the policies with mode Enforce that do not act, because their address differs
 * @param memory the state after the last plan; a name that is no partition is of a dropped one
 */
public record Scenario(
    String about,
    Optional<Instant> now,
    Optional<CollectionId> collection,
    boolean partitionKey,
    Map<String, LoadState> partitions,
    Map<String, Integer> progress,
    Map<String, Instant> created,
    Optional<LoadSettings> live,
    boolean liveUnknown,
    List<String> doubts,
    Map<String, String> lists,
    Map<String, String> unreadable,
    boolean settled,
    Optional<BegunChange> change,
    boolean asRecorded,
    List<String> leaving,
    List<String> notServing,
    Optional<Mode> operatorMode,
    List<String> elsewhere,
    NamedPlannerState memory) {

  /** The load settings of a collection where a case does not care. */
  public static final LoadSettings ORDINARY =
      new LoadSettings(1, List.of("__default_resource_group"));

  private static final Instant LONG_AGO = Instant.parse("2026-11-01T00:00:00Z");

  public Scenario {
    about = about == null ? "" : about;
    now = now == null ? Optional.empty() : now;
    collection = collection == null ? Optional.empty() : collection;
    partitions = partitions == null ? Map.of() : partitions;
    progress = progress == null ? Map.of() : progress;
    created = created == null ? Map.of() : created;
    live = live == null ? Optional.empty() : live;
    doubts = doubts == null ? List.of() : doubts;
    lists = lists == null ? Map.of() : lists;
    unreadable = unreadable == null ? Map.of() : unreadable;
    change = change == null ? Optional.empty() : change;
    leaving = leaving == null ? List.of() : leaving;
    notServing = notServing == null ? List.of() : notServing;
    operatorMode = operatorMode == null ? Optional.empty() : operatorMode;
    elsewhere = elsewhere == null ? List.of() : elsewhere;
    memory = memory == null ? NamedPlannerState.NOTHING : memory;
    if (collection.isPresent() && collection.get().created() == null) {
      throw new IllegalArgumentException("collection.created: is missing");
    }
    requireKnown("progress", progress, partitions);
    requireKnown("created", created, partitions);
    partitions = existing(partitions);
  }

  private static void requireKnown(
      String field, Map<String, ?> names, Map<String, LoadState> partitions) {
    for (String name : names.keySet()) {
      if (!partitions.containsKey(name)) {
        throw new IllegalArgumentException(field + "." + name + ": is not among partitions");
      }
    }
  }

  /** Removes partitions in state NotExist: Milvus would not list them. */
  private static Map<String, LoadState> existing(Map<String, LoadState> partitions) {
    Map<String, LoadState> existing = new LinkedHashMap<>(partitions);
    existing.values().removeIf(state -> state == LoadState.NOT_EXIST);
    return existing;
  }

  /**
   * A recorded edit.
   *
   * @param since the time when the edit began
   * @param resident the number of partitions in the load set at that time
   * @param released the number of partitions released since
   */
  public record BegunChange(Instant since, int resident, int released) {
    Recorded of(List<Claim> claims, CollectionId collection) {
      String intent = new ClaimSet(claims, List.of()).intent(collection);
      return new Recorded(
          Optional.empty(), Optional.of(new Change(intent, since, resident, released)), true);
    }
  }

  /** Returns the claims of the policies. */
  public ClaimSet claims(List<PartitionLoadPolicy> policies) {
    return claims(policies, Map.of());
  }

  /**
   * Returns the claims of the policies, with more lists than those of the scenario.
   *
   * @param more the lists, by the ConfigMap and its key
   */
  ClaimSet claims(List<PartitionLoadPolicy> policies, Map<String, PartitionList> more) {
    Map<String, PartitionList> own = new HashMap<>();
    lists.forEach((name, text) -> own.put(name, PartitionList.read("List " + name, text)));
    ProvidedLists given = new ProvidedLists(own, unreadable).and(more);
    List<Claim> all = policies.stream().flatMap(policy -> claim(policy, given).stream()).toList();
    ClaimSet claims = new ClaimSet(all, doubts);
    if (settled) {
      return claims.settled(observed().id());
    }
    Optional<Recorded> recorded = change.map(c -> c.of(all, observed().id()));
    return recorded.isEmpty()
        ? claims
        : new ClaimSet(all.stream().map(claim -> claim.with(recorded.get())).toList(), doubts);
  }

  private Optional<Claim> claim(PartitionLoadPolicy policy, ProvidedLists given) {
    return PlanInput.claim(policy, given, operatorMode.orElse(Mode.ENFORCE)).map(this::placed);
  }

  private Claim placed(Claim claim) {
    String name = claim.policy().toString();
    Claim here = elsewhere.contains(name) ? claim.elsewhere() : claim;
    return leaving.contains(name) ? here.leave() : here;
  }

  /** Returns the id of each partition, including dropped ones that the state still names. */
  public Map<String, Long> ids() {
    Map<String, Long> ids = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(partitions.keySet());
    names.addAll(memory.releaseWantedSince().keySet());
    names.addAll(memory.failedLoads().keySet());
    names.addAll(memory.pending().keySet());
    names.addAll(memory.drift().keySet());
    names.forEach(name -> ids.putIfAbsent(name, ids.size() + 1L));
    return ids;
  }

  /** Returns the collection. */
  public ObservedCollection observed() {
    Map<String, Long> ids = ids();
    List<Partition> all =
        partitions.keySet().stream()
            .sorted()
            .map(name -> partition(ids.get(name), name, partitions.get(name)))
            .toList();
    return new ObservedCollection(
        collection.orElse(new CollectionId(457123, LONG_AGO)),
        "articles",
        partitionKey,
        all,
        seen(all));
  }

  /** Returns the collection under another name. */
  ObservedCollection observed(String name) {
    ObservedCollection seen = observed();
    return new ObservedCollection(
        seen.id(), name, seen.partitionKey(), seen.partitions(), seen.live());
  }

  private Optional<LoadSettings> seen(List<Partition> all) {
    boolean tells = !liveUnknown && all.stream().anyMatch(Partition::resident);
    return live.or(() -> tells ? Optional.of(ORDINARY) : Optional.empty());
  }

  private Partition partition(long id, String name, LoadState state) {
    int percent = state == LoadState.LOADED ? 100 : progress.getOrDefault(name, 0);
    return new Partition(id, name, created.getOrDefault(name, LONG_AGO), state, percent);
  }

  /** Returns the state after the last plan, for all of the claims. */
  public PlannerState remembered(ClaimSet claims) {
    if (collection.isPresent() && memory.equals(NamedPlannerState.NOTHING)) {
      return PlannerState.NONE;
    }
    Map<String, Long> ids = ids();
    Set<Long> serving = new HashSet<>();
    partitions.forEach(
        (name, state) -> {
          if (state == LoadState.LOADED && !notServing.contains(name)) {
            serving.add(ids.get(name));
          }
        });
    return memory.of(claims, ids, serving, now);
  }
}
