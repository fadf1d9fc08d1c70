package io.milvus.residency.plan;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model of consent: the edit that is being carried out, its baseline and releases, and whether it
 * is settled. All connections to the collection share one consent. After a restart, only what the
 * status says is left of it.
 */
final class ConsentModel {

  /**
   * The specs of all policies on one collection.
   *
   * @param floor the floor that only a policy being deleted still demands; 0 if none
   */
  record Intent(CollectionId collection, Map<PolicyName, List<Object>> policies, int floor) {

    /** Returns true if the specs are equal, even if policies were deleted and created again. */
    boolean reads(Intent other) {
      return collection.equals(other.collection)
          && floor == other.floor
          && words().equals(other.words());
    }

    private Map<PolicyName, List<Object>> words() {
      Map<PolicyName, List<Object>> words = new HashMap<>();
      policies.forEach((name, written) -> words.put(name, written.subList(1, written.size())));
      return words;
    }
  }

  /** An edit that is being carried out. */
  static final class Edit {
    int baseline;
    Instant since;

    /** True once a pass without doubts has seen the edit: before that, the clock may be wrong. */
    boolean dated;

    final Set<Long> released = new HashSet<>();

    /** The partitions whose release a person has approved. */
    final Set<Long> approved = new HashSet<>();

    /** The partitions that a person was shown last and has not approved. */
    final Set<Long> refused = new HashSet<>();

    /**
     * The partitions whose release the same intent was once seen not to want: the clock brings it
     * later.
     */
    final Set<Long> spared = new HashSet<>();

    Edit(Instant since, int baseline) {
      this.since = since;
      this.baseline = baseline;
    }

    /** Takes the stricter numbers of two statuses that record the same edit. */
    void strictest(Edit other) {
      baseline = Math.min(baseline, other.baseline);
      released.addAll(other.released);
    }

    /** Returns the refused releases that may be wanted again, although the partitions are gone. */
    Set<Long> stillRefused() {
      Set<Long> still = new HashSet<>(refused);
      still.removeAll(spared);
      still.removeAll(released);
      return still;
    }

    void date(Instant now) {
      since = dated ? since : now;
      dated = true;
    }
  }

  /** Releases that a person was shown and may approve. */
  private record Shown(Edit edit, Set<String> names) {}

  /** The present intent, empty after a restart, and the edit that led to it if not settled. */
  private record Standing(Optional<Intent> intent, Optional<Edit> edit) {
    static final Standing UNKNOWN = new Standing(Optional.empty(), Optional.empty());

    boolean known() {
      return intent.isPresent();
    }

    boolean settled() {
      return intent.isPresent() && edit.isEmpty();
    }
  }

  private record Written(Standing intentState, long generation) {}

  private Standing intentState = Standing.UNKNOWN;
  private boolean stopped;

  /** True while too little is known of the edit's collection to say when the edit began. */
  private boolean early;

  private boolean told;
  private final Set<CollectionId> collections = new HashSet<>();
  private final Map<PolicyName, List<Object>> lastSeen = new HashMap<>();
  private final Map<String, Long> lastGenerations = new HashMap<>();
  private final Map<String, Written> statuses = new HashMap<>();
  private final Map<String, List<Shown>> shown = new HashMap<>();

  Optional<Edit> edit() {
    return intentState.edit();
  }

  boolean settled() {
    return intentState.settled();
  }

  /** Returns true if the operator has seen the specs itself instead of reading the status. */
  boolean seen() {
    return intentState.known() && !told;
  }

  /** Reads the present specs and detects another edit. */
  void look(SimulatedPass look, Map<String, Long> generations) {
    stopped |= intentState.known() && editedTwice(look);
    Map<PolicyName, List<Object>> policies = new HashMap<>();
    look.claims().all().stream()
        .filter(c -> !c.leaving())
        .forEach(c -> policies.put(c.policy(), WantsModel.written(c)));
    boolean guessed = false;
    for (PolicyName absent : look.absent()) {
      if (lastSeen.containsKey(absent)) {
        policies.put(absent, lastSeen.get(absent));
      } else {
        guessed = true;
      }
    }
    lastSeen.clear();
    lastSeen.putAll(policies);
    Intent intent =
        new Intent(look.observed().id(), Map.copyOf(policies), WantsModel.floorOfLeaving(look));
    if (!intentState.known()) {
      told = true;
      intentState = guessed || !look.complete() ? intentState : readBack(look, intent, generations);
    } else if (!intentState.intent().equals(Optional.of(intent))
        || (stopped && look.complete())
        || early) {
      intentState = begins(look, intent);
      told = false;
      stopped = false;
      early = !look.complete() && !collections.contains(look.observed().id());
    }
    intentState.edit().filter(e -> look.complete()).ifPresent(e -> e.date(look.now()));
    if (look.complete()) {
      collections.add(look.observed().id());
    }
  }

  /**
   * Returns true if a policy was edited twice between two passes: the spec in between is unknown.
   */
  private boolean editedTwice(SimulatedPass look) {
    boolean twice = false;
    for (Claim claim : look.claims().all()) {
      if (WantsModel.enforces(claim)) {
        Long before = lastGenerations.put(claim.uid(), claim.generation());
        twice |= before != null && claim.generation() - before > 1;
      }
    }
    return twice;
  }

  /** Notes that a policy stopped acting for a while, which may have escaped all passes. */
  void stoppedActing() {
    stopped |= intentState.known();
  }

  private static Standing begins(SimulatedPass look, Intent intent) {
    return new Standing(Optional.of(intent), Optional.of(new Edit(look.now(), look.resident())));
  }

  /**
   * Reads the consent from statuses. It is settled if the statuses of all acting policies say so,
   * each about its present spec.
   */
  private Standing readBack(SimulatedPass look, Intent intent, Map<String, Long> generations) {
    List<Claim> enforcing = look.claims().all().stream().filter(WantsModel::enforces).toList();
    List<Edit> edits = new ArrayList<>();
    boolean settled = !enforcing.isEmpty();
    boolean anySettled = false;
    for (Claim claim : enforcing) {
      Written status = statuses.get(claim.uid());
      if (status == null) {
        settled = false;
        continue;
      }
      settled &=
          status.intentState().settled()
              && status.intentState().intent().orElseThrow().reads(intent)
              && status.generation() == generations.get(claim.uid());
      if (status.intentState().intent().orElseThrow().reads(intent)) {
        status.intentState().edit().ifPresent(edits::add);
        anySettled |= status.intentState().settled();
      }
    }
    if (anySettled) {
      // The others speak of what is over.
      edits.forEach(e -> e.released.clear());
    }
    if (settled) {
      return new Standing(Optional.of(intent), Optional.empty());
    }
    if (edits.isEmpty()) {
      return begins(look, intent);
    }
    Edit edit = edits.get(0);
    if (edits.size() < enforcing.size()
        || edits.stream().anyMatch(e -> e != edit)
        || !current(enforcing, generations)) {
      // Something else may have been carried out meanwhile: no earlier approval is good for it.
      Edit anew = new Edit(look.now(), edit.baseline);
      edits.forEach(anew::strictest);
      return new Standing(Optional.of(intent), Optional.of(anew));
    }
    edit.spared.clear();
    edit.approved.clear();
    edit.refused.clear();
    return new Standing(Optional.of(intent), Optional.of(edit));
  }

  private boolean current(List<Claim> enforcing, Map<String, Long> generations) {
    return enforcing.stream()
        .allMatch(c -> statuses.get(c.uid()).generation() == generations.get(c.uid()));
  }

  /** Marks the present edit as carried out. */
  void settle() {
    told = false;
    if (intentState.known()) {
      intentState = new Standing(intentState.intent(), Optional.empty());
    }
  }

  /** Notes an approval that a person may copy from now on. */
  void shown(String approval, Set<String> names) {
    intentState
        .edit()
        .ifPresent(
            e -> shown.computeIfAbsent(approval, a -> new ArrayList<>()).add(new Shown(e, names)));
  }

  /** Returns what an approval means for the present edit, if people could have read it. */
  List<Set<String>> approves(String approval) {
    Edit edit = intentState.edit().orElse(null);
    return shown.getOrDefault(approval, List.of()).stream()
        .filter(s -> s.edit() == edit)
        .map(Shown::names)
        .toList();
  }

  /**
   * Notes a status that records an edit.
   *
   * @param anew true if the record differs from the one before
   */
  void wrote(String uid, long generation, boolean anew) {
    if (intentState.known() && (anew || intentState.settled() || !statuses.containsKey(uid))) {
      statuses.put(uid, new Written(intentState, generation));
    } else if (anew) {
      wroteNothing(uid);
    } else {
      wroteOfFailure(uid, generation);
    }
  }

  /** Notes a status that carries over its record of edits. */
  void wroteOfFailure(String uid, long generation) {
    statuses.computeIfPresent(uid, (u, w) -> new Written(w.intentState(), generation));
  }

  /** Notes a status without a valid record of edits: its policy does not act, or is in doubt. */
  void wroteNothing(String uid) {
    statuses.remove(uid);
  }

  void restarted() {
    intentState = Standing.UNKNOWN;
    stopped = false;
    early = false;
    lastGenerations.clear();
    collections.clear();
    lastSeen.clear();
  }

  @Override
  public String toString() {
    return intentState
        .edit()
        .map(e -> "edit since %s of %s, released %s".formatted(e.since, e.baseline, e.released))
        .orElse(settled() ? "settled" : "unknown");
  }
}
