package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.Wishes.Aside;
import io.milvus.residency.plan.Wishes.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Words, for each policy and partition, why it is as it is. */
final class Findings {

  private static final Held IN_SYNC = Held.of(Reason.IN_SYNC, "");

  private final Situation situation;
  private final Claims claims;
  private final Wishes wishes;
  private final Settings settings;
  private final Guard guard;
  private final Set<Long> due;
  private final Map<Long, Held> held;

  /**
   * Words a plan.
   *
   * @param due the ids that can be released now
   * @param held by partition id, why it is not loaded or released now
   */
  Findings(
      Situation situation, Settings settings, Guard guard, Set<Long> due, Map<Long, Held> held) {
    this.situation = situation;
    this.claims = situation.claims();
    this.wishes = situation.wishes();
    this.settings = settings;
    this.guard = guard;
    this.due = due;
    this.held = held;
  }

  Map<PolicyName, Share> shares(Map<String, Partition> partitions) {
    Map<PolicyName, List<Finding>> findings = new TreeMap<>();
    claims.all().forEach(claim -> findings.put(claim.policy(), new ArrayList<>()));
    for (String name : wishes.names()) {
      Optional<Partition> partition = Optional.ofNullable(partitions.get(name));
      List<Wish> all = wishes.of(name);
      for (Wish wish : all) {
        if (wish.want() != Want.FROZEN || wish.claim().leaving()) {
          findings.get(wish.claim().policy()).add(finding(name, wish, all, partition));
        }
      }
    }
    Map<PolicyName, Share> shares = new HashMap<>();
    claims
        .all()
        .forEach(
            claim -> {
              PolicyName policy = claim.policy();
              Aside aside = wishes.asides().get(policy);
              Optional<Blocked> blocked = Optional.ofNullable(guard.blocked().get(policy));
              shares.put(
                  policy,
                  new Share(
                      findings.get(policy),
                      remarks(policy, aside, blocked),
                      blocked,
                      aside.unmatched(),
                      guard.recorded().getOrDefault(policy, Claim.Recorded.NONE),
                      guard.ahead(policy),
                      aside.next()));
            });
    return shares;
  }

  private List<Remark> remarks(PolicyName policy, Aside aside, Optional<Blocked> blocked) {
    List<Remark> remarks = new ArrayList<>();
    Optional.ofNullable(settings.mismatches().get(policy))
        .ifPresent(text -> remarks.add(new Remark(Reason.LOAD_SETTINGS_MISMATCH, text)));
    aside.frozen().forEach(why -> remarks.add(new Remark(Reason.REFERENCE_NOT_READY, why)));
    blocked.ifPresent(b -> remarks.add(new Remark(Reason.RELEASE_BLOCKED, b.message())));
    return remarks;
  }

  private Finding finding(String name, Wish wish, List<Wish> all, Optional<Partition> partition) {
    if (partition.isEmpty()) {
      return finding(name, wish, LoadState.NOT_EXIST, 0, Held.of(Reason.PARTITION_NOT_FOUND, ""));
    }
    Partition there = partition.get();
    Held why =
        switch (wish.want()) {
          case LOADED -> loaded(wish, there);
          case FROZEN -> frozen(wish, there);
          default -> released(wish, all, there);
        };
    return finding(name, wish, there.state(), there.progress(), why);
  }

  private static Finding finding(String name, Wish wish, LoadState have, int progress, Held why) {
    return new Finding(
        name,
        Wishes.state(wish.want()),
        have,
        progress,
        wish.rule().name(),
        why.reason(),
        why.message(),
        why.notBefore());
  }

  private Held loaded(Wish wish, Partition partition) {
    if (partition.state() == LoadState.LOADED) {
      return IN_SYNC;
    }
    if (wish.claim().mode() != Mode.ENFORCE) {
      return Held.of(passive(wish), "");
    }
    if (partition.state() == LoadState.NOT_LOAD && held.containsKey(partition.id())) {
      return held.get(partition.id());
    }
    if (partition.state() == LoadState.LOADING || settings.chosen().isPresent()) {
      return Held.of(Reason.LOADING, "");
    }
    String mismatch = settings.mismatches().get(wish.claim().policy());
    return mismatch == null
        ? Held.of(Reason.LOADING, "waits until Milvus tells what the collection is loaded with")
        : Held.of(Reason.LOAD_SETTINGS_MISMATCH, mismatch);
  }

  private Held released(Wish wish, List<Wish> all, Partition partition) {
    boolean alone = all.size() == 1;
    List<Wish> against = alone ? List.of() : all.stream().filter(w -> w.want().protects()).toList();
    boolean comes = !alone && against.stream().anyMatch(w -> w.acts(Want.LOADED));
    if (!partition.resident() && !comes) {
      return IN_SYNC;
    }
    if (!against.isEmpty()) {
      return Held.of(Reason.CONTESTED, contest(against, wish.claim().policy()));
    }
    if (wish.claim().mode() != Mode.ENFORCE) {
      return Held.of(passive(wish), "");
    }
    Releases releases = situation.releases();
    boolean blocked = guard.blocks(wish.claim().policy(), partition);
    if (releases.floored().contains(partition.id()) && !due.contains(partition.id())) {
      return Held.of(
          Reason.HELD_BY_MIN_RESIDENT, "safety.minResident keeps it until others are loaded");
    }
    if (blocked) {
      return Held.of(Reason.RELEASE_BLOCKED, "waits to be approved");
    }
    if (held.containsKey(partition.id())) {
      return held.get(partition.id());
    }
    Optional<Instant> notBefore =
        Optional.ofNullable(releases.notBefore().get(partition.id()))
            .filter(t -> t.isAfter(situation.now()));
    return new Held(Reason.RELEASE_WAITING, doubts(wish.claim().policy()), notBefore);
  }

  /** What goes with a policy that is being deleted, if only it could be told what that is. */
  private static Held frozen(Wish wish, Partition partition) {
    return partition.resident()
        ? Held.of(Reason.REFERENCE_NOT_READY, wish.unreadable().orElse(""))
        : IN_SYNC;
  }

  private static String contest(List<Wish> against, PolicyName reader) {
    List<Wish> wanting = against.stream().filter(w -> w.want() == Want.LOADED).toList();
    return wanting.isEmpty()
        ? "kept, because a list can't be read, by " + names(against, reader)
        : "wanted loaded by " + names(wanting, reader);
  }

  private String doubts(PolicyName reader) {
    List<String> doubts = claims.doubts();
    if (doubts.isEmpty()) {
      return "";
    }
    String more = doubts.size() > 1 ? " and " + (doubts.size() - 1) + " more" : "";
    return "held: " + PolicyName.seenFrom(reader, doubts.get(0)) + more;
  }

  private static Reason passive(Wish wish) {
    return wish.claim().mode() == Mode.OBSERVE ? Reason.OBSERVING : Reason.SUSPENDED;
  }

  private static String names(List<Wish> wishes, PolicyName reader) {
    return wishes.stream()
        .map(wish -> wish.claim().policy().seenFrom(reader))
        .distinct()
        .collect(joining(", "));
  }
}
