package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A rule at one instant: what it is about, and how its gates stand. */
final class RuleNow {

  private final Rule rule;
  private final int position;
  private final Set<String> names;
  private final List<Glob> globs;
  private final List<Glob> except;
  private final Optional<DateFormat> format;
  private final Gate[] gates;
  private final Optional<String> frozen;
  private final Optional<Want> inside;
  private final Optional<Want> outside;

  private RuleNow(Claim claim, int position, Instant now) {
    this.rule = claim.spec().rules().get(position);
    ZoneId zone = claim.spec().timeZone();
    this.position = position;
    this.names = new HashSet<>(rule.match().names());
    this.globs = rule.match().globs().stream().map(Glob::of).toList();
    this.except = rule.match().except().stream().map(Glob::of).toList();
    this.format = rule.match().dateFormat().map(DateFormat::of);
    Optional<ListContent> list =
        rule.listedIn()
            .map(ListRef::configMapKeyRef)
            .map(key -> claim.lists().getOrDefault(key, ListContent.unreadable("not read yet")));
    this.gates = Gate.of(rule, format, list, zone, now).toArray(Gate[]::new);
    // Who leaves can't wait for a list that went with it, such as in a namespace that is deleted.
    this.frozen =
        list.filter(content -> !claim.leaving() || content.names().isEmpty())
            .flatMap(ListContent::unreadable);
    this.inside = Optional.of(Want.of(rule.state()));
    this.outside = rule.otherwise().map(Want::of);
  }

  /** The rules of a claim, in their order. */
  static List<RuleNow> all(Claim claim, Instant now) {
    return IntStream.range(0, claim.spec().rules().size())
        .mapToObj(position -> new RuleNow(claim, position, now))
        .toList();
  }

  /**
   * What a rule says of a partition that it is about.
   *
   * @param want what becomes of it; empty where the next rule is to be asked
   * @param until when the clock may change that
   * @param bucket the bucket of the partition, if the rule has a date format
   */
  record Decision(Optional<Want> want, Optional<Instant> until, Optional<Bucket> bucket) {}

  Rule rule() {
    return rule;
  }

  /** Where it stands among the rules of its policy, from 0. */
  int position() {
    return position;
  }

  /** Whether it may be about partitions whose names begin so. */
  boolean mayBegin(char first) {
    return names.stream().anyMatch(name -> name.charAt(0) == first)
        || globs.stream().anyMatch(glob -> glob.mayBegin(first))
        || format.filter(f -> f.mayBegin(first)).isPresent();
  }

  /** Why nothing can be decided by it; empty if it can. */
  Optional<String> frozen() {
    return frozen;
  }

  /** What it says; empty for a partition that it is not about. */
  Optional<Decision> decide(String name) {
    if (!names.isEmpty() && names.contains(name)) {
      return Optional.of(decision(name, Optional.empty()));
    }
    // Rows without a partition name live there: only who names it can mean it.
    if (name.equals(Partition.DEFAULT_NAME)) {
      return Optional.empty();
    }
    Optional<Bucket> bucket = format.isPresent() ? format.get().parse(name) : Optional.empty();
    boolean matches = bucket.isPresent() || Glob.anyMatches(globs, name);
    return matches && !Glob.anyMatches(except, name)
        ? Optional.of(decision(name, bucket))
        : Optional.empty();
  }

  private Decision decision(String name, Optional<Bucket> bucket) {
    if (frozen.isPresent()) {
      return new Decision(Optional.of(Want.FROZEN), Optional.empty(), bucket);
    }
    boolean passes = true;
    Optional<Instant> until = Optional.empty();
    for (Gate gate : gates) {
      passes &= gate.lets(name, bucket);
      until = Instants.earliest(until, gate.changesAt(bucket));
    }
    return new Decision(passes ? inside : outside, until, bucket);
  }
}
