package io.milvus.residency.plan;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.plan.Memory.Setback;
import io.milvus.residency.plan.Wishes.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Words, for each policy and partition, why it is as it is. */
final class Findings {

  private final Claims claims;
  private final Memory memory;
  private final Settings settings;
  private final Releases releases;
  private final Instant now;

  Findings(Claims claims, Memory memory, Settings settings, Releases releases, Instant now) {
    this.claims = claims;
    this.memory = memory;
    this.settings = settings;
    this.releases = releases;
    this.now = now;
  }

  /** What a finding says beside what is wanted and what is there. */
  private record Why(Reason reason, String message, Optional<Instant> notBefore) {
    static Why of(Reason reason) {
      return of(reason, "");
    }

    static Why of(Reason reason, String message) {
      return new Why(reason, message, Optional.empty());
    }
  }

  Map<PolicyName, List<Finding>> of(
      Map<String, List<Wish>> wishes, Map<String, Partition> partitions) {
    Map<PolicyName, List<Finding>> findings = new TreeMap<>();
    claims.all().forEach(claim -> findings.put(claim.policy(), new ArrayList<>()));
    wishes.forEach(
        (name, all) -> {
          for (Wish wish : all) {
            findings
                .get(wish.claim().policy())
                .add(finding(name, wish, all, Optional.ofNullable(partitions.get(name))));
          }
        });
    return findings;
  }

  private Finding finding(String name, Wish wish, List<Wish> all, Optional<Partition> partition) {
    Why why = partition.map(p -> why(wish, all, p)).orElse(Why.of(Reason.PARTITION_NOT_FOUND));
    return new Finding(
        name,
        wish.want(),
        partition.map(Partition::state).orElse(LoadState.NOT_EXIST),
        partition.map(Partition::progress).orElse(0),
        wish.rule().name(),
        why.reason(),
        why.message(),
        why.notBefore());
  }

  private Why why(Wish wish, List<Wish> all, Partition partition) {
    return wish.want() == RuleState.LOADED
        ? whyLoaded(wish, partition)
        : whyReleased(wish, all, partition);
  }

  private Why whyLoaded(Wish wish, Partition partition) {
    if (partition.state() == LoadState.LOADED) {
      return Why.of(Reason.IN_SYNC);
    }
    if (wish.claim().mode() != Mode.ENFORCE) {
      return Why.of(passive(wish));
    }
    Setback setback = memory.setbacks().get(partition.id());
    if (partition.state() == LoadState.NOT_LOAD
        && setback != null
        && setback.until().isAfter(now)) {
      return new Why(setback.reason(), setback.message(), Optional.of(setback.until()));
    }
    if (partition.state() == LoadState.LOADING || settings.chosen().isPresent()) {
      return Why.of(Reason.LOADING);
    }
    String mismatch = settings.mismatches().get(wish.claim().policy());
    return mismatch == null
        ? Why.of(Reason.LOADING, "waits until Milvus tells what the collection is loaded with")
        : Why.of(Reason.LOAD_SETTINGS_MISMATCH, mismatch);
  }

  private Why whyReleased(Wish wish, List<Wish> all, Partition partition) {
    List<Wish> against = all.stream().filter(w -> w.want() == RuleState.LOADED).toList();
    boolean comes = against.stream().anyMatch(w -> w.claim().acts());
    if (!partition.resident() && !comes) {
      return Why.of(Reason.IN_SYNC);
    }
    if (!against.isEmpty()) {
      return Why.of(Reason.CONTESTED, "wanted loaded by " + names(against));
    }
    if (wish.claim().mode() != Mode.ENFORCE) {
      return Why.of(passive(wish));
    }
    if (releases.floored().contains(partition.id())) {
      return Why.of(
          Reason.HELD_BY_MIN_RESIDENT, "safety.minResident keeps it until others are loaded");
    }
    Optional<Instant> notBefore =
        Optional.ofNullable(releases.notBefore().get(partition.id())).filter(t -> t.isAfter(now));
    return new Why(Reason.RELEASE_WAITING, doubts(), notBefore);
  }

  private String doubts() {
    List<String> doubts = claims.doubts();
    if (doubts.isEmpty()) {
      return "";
    }
    String more = doubts.size() > 1 ? " and " + (doubts.size() - 1) + " more" : "";
    return "held: " + doubts.get(0) + more;
  }

  private static Reason passive(Wish wish) {
    return wish.claim().mode() == Mode.OBSERVE ? Reason.OBSERVING : Reason.SUSPENDED;
  }

  private static String names(List<Wish> wishes) {
    return wishes.stream().map(wish -> wish.claim().policy().toString()).collect(joining(", "));
  }
}
