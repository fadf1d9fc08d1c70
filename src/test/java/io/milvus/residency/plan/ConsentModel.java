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
 * What people have agreed to: which edit is being carried out, what it began with and has released,
 * and whether it is settled. All ways to the collection have one truth. After a restart only what
 * status says is left of it.
 */
final class ConsentModel {

  /**
   * What people wrote about which collection, policy by policy.
   *
   * @param floor what only a policy that is being deleted still demands; 0 if nothing
   */
  record Intent(CollectionId collection, Map<PolicyName, List<Object>> policies, int floor) {

    /** The same words, be they of policies that were deleted and created anew. */
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

    /** A pass without doubts has seen it: before, the clock may be what is wrong. */
    boolean dated;

    final Set<Long> released = new HashSet<>();

    /** A person was shown these and agreed. */
    final Set<Long> approved = new HashSet<>();

    /** Was seen not to be wanted released by the same intent, so that the clock brings it later. */
    final Set<Long> spared = new HashSet<>();

    Edit(Instant since, int baseline) {
      this.since = since;
      this.baseline = baseline;
    }

    /** Another status speaks of another one of the same words. */
    void strictest(Edit other) {
      baseline = Math.min(baseline, other.baseline);
      released.addAll(other.released);
    }

    void date(Instant now) {
      since = dated ? since : now;
      dated = true;
    }
  }

  /** Releases that a person was shown and may approve. */
  private record Shown(Edit edit, Set<String> names) {}

  /** The present intent, empty after a restart, and the edit that has led to it if not settled. */
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

  /** The edit has led to a collection of which not enough is known yet to say when it began. */
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

  /**
   * Whether the operator has seen by itself what people have written, and not read it in status.
   */
  boolean seen() {
    return intentState.known() && !told;
  }

  /** Finds out what people have written by now, and whether that is another edit. */
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

  /** Two edits of a policy from one look to the next: what was written in between is not known. */
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

  /** A policy has stopped acting for a while, and no pass may have seen that. */
  void stoppedActing() {
    stopped |= intentState.known();
  }

  private static Standing begins(SimulatedPass look, Intent intent) {
    return new Standing(Optional.of(intent), Optional.of(new Edit(look.now(), look.resident())));
  }

  /** All policies that act have to say that it is settled, each of its present spec. */
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
    return new Standing(Optional.of(intent), Optional.of(edit));
  }

  private boolean current(List<Claim> enforcing, Map<String, Long> generations) {
    return enforcing.stream()
        .allMatch(c -> statuses.get(c.uid()).generation() == generations.get(c.uid()));
  }

  /** The present edit, if any, is carried out. */
  void settle() {
    told = false;
    if (intentState.known()) {
      intentState = new Standing(intentState.intent(), Optional.empty());
    }
  }

  /** A person may copy this text from now on. */
  void shown(String approval, Set<String> names) {
    intentState
        .edit()
        .ifPresent(
            e -> shown.computeIfAbsent(approval, a -> new ArrayList<>()).add(new Shown(e, names)));
  }

  /** What a text approves of the present edit, if people could read it there. */
  List<Set<String>> approves(String approval) {
    Edit edit = intentState.edit().orElse(null);
    return shown.getOrDefault(approval, List.of()).stream()
        .filter(s -> s.edit() == edit)
        .map(Shown::names)
        .toList();
  }

  /**
   * A status that says something of edits.
   *
   * @param anew whether it says something else than before
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

  /** A status that carries on what it said of edits. */
  void wroteOfFailure(String uid, long generation) {
    statuses.computeIfPresent(uid, (u, w) -> new Written(w.intentState(), generation));
  }

  /** A status that says nothing of edits that counts: its policy does not act, or is in doubt. */
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
