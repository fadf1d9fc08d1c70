package io.milvus.residency.rules;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A rule at one instant, with its patterns compiled and its gates evaluated. */
public final class EvaluatedRule {

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

  /** The decisions on partitions without a bucket: nearly all partitions have one of the two. */
  private final Optional<Decision> insideWithoutBucket;

  private final Optional<Decision> outsideWithoutBucket;

  private EvaluatedRule(
      PolicySpec spec, Map<ConfigMapKey, PartitionList> lists, int position, Instant now) {
    this.rule = spec.rules().get(position);
    ZoneId zone = spec.timeZone();
    this.position = position;
    this.names = new HashSet<>(rule.match().names());
    this.globs = rule.match().globs().stream().map(Glob::of).toList();
    this.except = rule.match().except().stream().map(Glob::of).toList();
    this.format = rule.match().dateFormat().map(DateFormat::of);
    Optional<PartitionList> list =
        rule.listedIn()
            .map(ListRef::configMapKeyRef)
            .map(key -> lists.getOrDefault(key, notReadYet(key)));
    this.gates = Gate.of(rule, format, list, zone, now).toArray(Gate[]::new);
    this.frozen = list.flatMap(PartitionList::unreadable);
    Optional<Want> blind = frozen.map(why -> Want.FROZEN);
    this.inside = blind.or(() -> Optional.of(Want.of(rule.state())));
    this.outside = blind.or(() -> rule.otherwise().map(Want::of));
    Optional<Instant> until = until(Optional.empty(), Instant.MAX);
    this.insideWithoutBucket = Optional.of(new Decision(inside, until, Optional.empty()));
    this.outsideWithoutBucket = Optional.of(new Decision(outside, until, Optional.empty()));
  }

  private static PartitionList notReadYet(ConfigMapKey key) {
    return PartitionList.unreadable(
        "Key " + key.key() + " of ConfigMap " + key.name() + " has not been read yet.");
  }

  /**
   * Evaluates the rules of a policy.
   *
   * @param lists the lists that the rules refer to; a missing list counts as unreadable
   * @return the rules in their order
   */
  public static List<EvaluatedRule> all(
      PolicySpec spec, Map<ConfigMapKey, PartitionList> lists, Instant now) {
    return IntStream.range(0, spec.rules().size())
        .mapToObj(position -> new EvaluatedRule(spec, lists, position, now))
        .toList();
  }

  /**
   * The decision of a rule on a partition that it matches.
   *
   * @param want the desired state of the partition; empty if the next rule decides
   * @param until the time when the clock may change the decision
   * @param bucket the bucket of the partition, if the rule has a date format
   */
  public record Decision(
      Optional<Want> want, Optional<Instant> until, Optional<DateBucket> bucket) {}

  /** Returns the rule as it is written. */
  public Rule rule() {
    return rule;
  }

  /** Returns the index of the rule in its policy, from 0. */
  public int position() {
    return position;
  }

  /** Returns whether the rule may match partitions whose names begin with a character. */
  public boolean mayBegin(char first) {
    return names.stream().anyMatch(name -> name.charAt(0) == first)
        || globs.stream().anyMatch(glob -> glob.mayBegin(first))
        || format.filter(f -> f.mayBegin(first)).isPresent();
  }

  /** Returns the reason why the rule can't decide anything; empty if it can. */
  public Optional<String> frozen() {
    return frozen;
  }

  /** Returns the decision on a partition; empty if the rule does not match the partition. */
  public Optional<Decision> decide(String name) {
    return decide(name, Instant.MAX);
  }

  /**
   * Returns the decision on a partition; empty if the rule does not match the partition.
   *
   * @param limit the time after which a change of the decision does not matter: it may be reported
   *     at any other time after the limit
   */
  public Optional<Decision> decide(String name, Instant limit) {
    if (!names.isEmpty() && names.contains(name)) {
      return decision(name, Optional.empty(), limit);
    }
    // This partition has the rows without a partition name, so only its exact name may match.
    if (name.equals(Partition.DEFAULT_NAME)) {
      return Optional.empty();
    }
    Optional<DateBucket> bucket = format.isPresent() ? format.get().parse(name) : Optional.empty();
    boolean matches = bucket.isPresent() || Glob.anyMatches(globs, name);
    return matches && !Glob.anyMatches(except, name)
        ? decision(name, bucket, limit)
        : Optional.empty();
  }

  private Optional<Decision> decision(String name, Optional<DateBucket> bucket, Instant limit) {
    boolean passes = passes(name, bucket);
    if (bucket.isEmpty()) {
      return passes ? insideWithoutBucket : outsideWithoutBucket;
    }
    return Optional.of(new Decision(passes ? inside : outside, until(bucket, limit), bucket));
  }

  private boolean passes(String name, Optional<DateBucket> bucket) {
    for (Gate gate : gates) {
      if (!gate.lets(name, bucket)) {
        return false;
      }
    }
    return true;
  }

  /** Returns when the clock may change the decision; a rule without its list decides nothing. */
  private Optional<Instant> until(Optional<DateBucket> bucket, Instant limit) {
    Optional<Instant> until = Optional.empty();
    if (frozen.isEmpty()) {
      for (Gate gate : gates) {
        until = Instants.earliest(until, gate.changesAt(bucket, limit));
      }
    }
    return until;
  }
}
