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
 * What the operator reports on a policy.
 *
 * @param observedGeneration the generation that the rest speaks of; -1 before the first report
 * @param collection the collection that the policy was last seen to govern
 * @param settledIntent the intent that the last complete pass found carried out: what the clock
 *     does within it is not held back
 * @param change the edit that is being carried out
 * @param blocked the releases that wait to be approved
 * @param summary how many partitions are in which state
 * @param pending at most {@value #MAX_PENDING} partitions that are not as the policy wants them
 * @param next what the clock does next
 * @param lastHandledReconcileAt the last request to look at once that has been followed
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

  /** How many partitions {@link #pending} names at the most, so that a status stays small. */
  public static final int MAX_PENDING = 20;

  /** Nothing has been reported yet. */
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
   * A part of it.
   *
   * @param fields which of its fields, by name
   * @param types which of its conditions, by type
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
   * The identity of a collection: a re-created one has another id.
   *
   * @param id the number that Milvus gave it, as text because it exceeds what JSON numbers hold
   * @param created when it was created
   * @param name its real name, also where the policy uses an alias
   */
  public record GovernedCollection(String id, Instant created, String name) {}

  /**
   * An edit that is being carried out. It is recorded before the first of its releases, so that a
   * restart measures the rest against the same baseline.
   *
   * @param intent the intent that the edit has led to
   * @param since when the operator first saw that intent
   * @param resident the baseline: how many partitions were in the load set then
   * @param released how many partitions the edit has released, those included that are about to be
   */
  public record Change(String intent, Instant since, int resident, int released) {}

  /**
   * Releases that wait to be approved.
   *
   * @param releases how many
   * @param approval what the annotation {@link Annotations#APPROVE} must be to approve just these;
   *     empty for a policy that only observes, because the edit has not begun
   */
  public record Blocked(int releases, Optional<String> approval) {

    public Blocked {
      approval = Objects.requireNonNullElse(approval, Optional.empty());
    }
  }

  /**
   * What the clock changes next.
   *
   * @param time when
   * @param loads how many partitions the policy then begins to want loaded that are not
   * @param releases how many it then begins to want released that are loaded, or wanted so until
   *     then
   */
  public record Next(Instant time, int loads, int releases) {}

  /**
   * Counts of partitions. {@code desired = loaded + loading + toLoad + missing}.
   *
   * @param desired how many the policy wants loaded
   * @param loaded how many of them are
   * @param loading how many of them are on the way
   * @param toLoad how many of them are not loaded
   * @param missing how many of them do not exist
   * @param toRelease how many are loaded that the policy wants released
   * @param contested how many of those stay because another policy wants them loaded
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
   * A partition that is not as the policy wants it.
   *
   * @param name the partition
   * @param desired Loaded or Released
   * @param actual Milvus' load state: NotExist, NotLoad, Loading or Loaded
   * @param rule the rule that decides it
   * @param reason why it is not there yet, from the list of condition reasons
   * @param message the same for people; may be empty
   * @param progress percent, while loading
   * @param notBefore when it is acted upon at the earliest
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
