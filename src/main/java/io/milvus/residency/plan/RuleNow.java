package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ListRef;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A rule at one instant: what it is about, and how its gates stand. */
final class RuleNow {

  private final Rule rule;
  private final Set<String> names;
  private final Optional<DateFormat> format;
  private final Optional<Bucket> oldestKept;
  private final Optional<Instant> bucketEnds;
  private final boolean open;
  private final Optional<Instant> windowChanges;
  private final Optional<ListContent> list;

  private RuleNow(Claim claim, Rule rule, Instant now) {
    ZoneId zone = claim.spec().timeZone();
    this.rule = rule;
    this.names = new HashSet<>(rule.match().names());
    this.format = rule.match().dateFormat().map(DateFormat::of);
    boolean counts = format.isPresent() && rule.keepLast().isPresent();
    this.oldestKept =
        counts
            ? Optional.of(format.get().oldestKept(rule.keepLast().getAsInt(), now, zone))
            : Optional.empty();
    this.bucketEnds =
        counts
            ? Optional.of(format.get().nextChange(rule.keepLast().getAsInt(), now, zone))
            : Optional.empty();
    this.open = rule.during().isEmpty() || Weekly.covers(rule.during(), now, zone);
    this.windowChanges =
        rule.during().isEmpty() ? Optional.empty() : Weekly.nextChange(rule.during(), now, zone);
    this.list =
        rule.listedIn()
            .map(ListRef::configMapKeyRef)
            .map(key -> claim.lists().getOrDefault(key, ListContent.unreadable("not read yet")));
  }

  static RuleNow of(Claim claim, Rule rule, Instant now) {
    return new RuleNow(claim, rule, now);
  }

  /**
   * What a rule says of a partition that it is about.
   *
   * @param want what becomes of it; empty where the next rule is to be asked
   * @param until when the clock may change that
   */
  record Decision(Optional<Want> want, Optional<Instant> until) {}

  Rule rule() {
    return rule;
  }

  /** Why nothing can be decided by it; empty if it can. */
  Optional<String> frozen() {
    return list.flatMap(ListContent::unreadable);
  }

  /** The bucket of a partition of its family. */
  Optional<Bucket> bucket(String name) {
    return format.flatMap(f -> f.parse(name));
  }

  /** What it says; empty for a partition that it is not about. */
  Optional<Decision> decide(String name) {
    if (names.contains(name)) {
      return Optional.of(gates(name, Optional.empty()));
    }
    // Rows without a partition name live there: only who names it can mean it.
    if (name.equals(Partition.DEFAULT_NAME)) {
      return Optional.empty();
    }
    Optional<Bucket> bucket = bucket(name);
    boolean matches =
        bucket.isPresent() || rule.match().globs().stream().anyMatch(g -> Glob.matches(g, name));
    return matches && rule.match().except().stream().noneMatch(g -> Glob.matches(g, name))
        ? Optional.of(gates(name, bucket))
        : Optional.empty();
  }

  private Decision gates(String name, Optional<Bucket> bucket) {
    if (frozen().isPresent()) {
      return new Decision(Optional.of(Want.FROZEN), Optional.empty());
    }
    boolean kept =
        oldestKept.isEmpty() || bucket.filter(b -> b.compareTo(oldestKept.get()) >= 0).isPresent();
    boolean listed = list.isEmpty() || list.get().names().filter(n -> n.contains(name)).isPresent();
    Optional<Instant> falls = bucket.equals(oldestKept) ? bucketEnds : Optional.empty();
    Optional<Want> want =
        kept && open && listed
            ? Optional.of(Want.of(rule.state()))
            : rule.otherwise().map(Want::of);
    return new Decision(want, Instants.earliest(falls, windowChanges));
  }
}
