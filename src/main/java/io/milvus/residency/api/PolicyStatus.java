package io.milvus.residency.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The status of a policy, as the operator reports it.
 *
 * @param observedGeneration the generation that the rest refers to; -1 before the first report
 * @param collection the collection that the policy was last seen to manage
 * @param settledIntent the intent that the last complete pass found carried out; changes that the
 *     clock makes within it are not blocked
 * @param change the edit that is being carried out
 * @param blocked the releases that wait for approval
 * @param summary the number of partitions in each state
 * @param pending at most {@value #MAX_PENDING} partitions that are not in the desired state
 * @param next the next change that the clock makes
 * @param lastHandledReconcileAt the last handled request for a pass at once
 * @param conditions Ready always; Reconciling and Stalled only while they are true
 */
@JsonDeserialize(using = PolicyJson.StatusReader.class)
@JsonSerialize(using = PolicyJson.StatusWriter.class)
public record PolicyStatus(
    long observedGeneration,
    Optional<GovernedCollection> collection,
    Optional<String> settledIntent,
    Optional<Change> change,
    Optional<Blocked> blocked,
    Optional<Summary> summary,
    List<Pending> pending,
    Optional<Next> next,
    Optional<String> lastHandledReconcileAt,
    List<Condition> conditions) {

  /** The maximum number of partitions in {@link #pending}, which keeps a status small. */
  public static final int MAX_PENDING = 20;

  /** The status before the first report. */
  public static final PolicyStatus EMPTY =
      new PolicyStatus(
          -1,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public PolicyStatus {
    collection = Objects.requireNonNullElse(collection, Optional.empty());
    summary = Objects.requireNonNullElse(summary, Optional.empty());
    settledIntent = Objects.requireNonNullElse(settledIntent, Optional.empty());
    change = Objects.requireNonNullElse(change, Optional.empty());
    blocked = Objects.requireNonNullElse(blocked, Optional.empty());
    next = Objects.requireNonNullElse(next, Optional.empty());
    lastHandledReconcileAt = Objects.requireNonNullElse(lastHandledReconcileAt, Optional.empty());
    pending = pending == null ? List.of() : List.copyOf(pending);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /**
   * Returns a part of the status.
   *
   * @param fields selects fields by name
   * @param types selects conditions by type
   */
  public PolicyStatus only(Predicate<String> fields, Predicate<String> types) {
    return new PolicyStatus(
        fields.test("observedGeneration") ? observedGeneration : EMPTY.observedGeneration,
        collection.filter(value -> fields.test("collection")),
        settledIntent.filter(value -> fields.test("settledIntent")),
        change.filter(value -> fields.test("change")),
        blocked.filter(value -> fields.test("blocked")),
        summary.filter(value -> fields.test("summary")),
        fields.test("pending") ? pending : List.of(),
        next.filter(value -> fields.test("next")),
        lastHandledReconcileAt.filter(value -> fields.test("lastHandledReconcileAt")),
        conditions.stream().filter(condition -> types.test(condition.getType())).toList());
  }

  /**
   * The identity of a collection. A re-created collection has another id.
   *
   * @param id the number that Milvus gave the collection, as text because JSON numbers lose
   *     precision
   * @param created the time when the collection was created
   * @param name the real name of the collection, even if the policy uses an alias
   */
  public record GovernedCollection(String id, Instant created, String name) {}

  /**
   * An edit that is being carried out. The operator records it before the first of its releases, so
   * that a restart measures the rest against the same baseline.
   *
   * @param intent the intent that the edit has led to
   * @param since the time when the operator first saw this intent
   * @param resident the baseline: the number of partitions that were resident at that time
   * @param released the number of partitions that the edit has released, including those about to
   *     be released
   */
  public record Change(String intent, Instant since, int resident, int released) {}

  /**
   * Releases that wait for approval.
   *
   * @param releases the number of blocked releases
   * @param approval the value of the annotation {@link Annotations#APPROVE} that approves exactly
   *     these releases; empty for a policy that only observes, because its edit has not begun
   */
  public record Blocked(int releases, Optional<String> approval) {

    public Blocked {
      approval = Objects.requireNonNullElse(approval, Optional.empty());
    }
  }

  /**
   * The next change that the clock makes to what the policy wants.
   *
   * @param time the time of the change
   * @param loads the number of partitions that are not loaded and that the policy then starts to
   *     want loaded
   * @param releases the number of partitions that are loaded, or wanted loaded until then, and that
   *     the policy then starts to want released
   */
  public record Next(Instant time, int loads, int releases) {}

  /**
   * Counts of partitions. {@code desired = loaded + loading + toLoad + missing}.
   *
   * @param desired partitions that the policy wants loaded
   * @param loaded desired partitions that are loaded
   * @param loading desired partitions that are loading
   * @param toLoad desired partitions that are not loaded
   * @param missing desired partitions that do not exist
   * @param toRelease loaded partitions that the policy wants released
   * @param contested partitions that stay loaded because another policy wants them loaded
   */
  public record Summary(
      int desired,
      int loaded,
      int loading,
      int toLoad,
      int missing,
      int toRelease,
      int contested) {}

  /**
   * A partition that is not in the state that the policy wants.
   *
   * @param name the name of the partition
   * @param desired Loaded or Released
   * @param actual the load state in Milvus: NotExist, NotLoad, Loading or Loaded
   * @param rule the rule that decides the partition
   * @param reason the reason why the partition is not in the desired state
   * @param message an explanation for users; may be empty
   * @param progress the loaded percentage, while loading
   * @param notBefore the earliest time at which the operator acts on the partition
   */
  public record Pending(
      String name,
      RuleState desired,
      String actual,
      String rule,
      Reason reason,
      Optional<String> message,
      OptionalInt progress,
      Optional<Instant> notBefore) {

    public Pending {
      message = Objects.requireNonNullElse(message, Optional.empty());
      progress = Objects.requireNonNullElse(progress, OptionalInt.empty());
      notBefore = Objects.requireNonNullElse(notBefore, Optional.empty());
    }
  }
}
