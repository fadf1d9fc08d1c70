package io.milvus.residency.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the operator reports on a policy.
 *
 * @param observedGeneration the generation that the rest speaks of; -1 before the first report
 * @param collection the collection that the policy was last seen to govern
 * @param settledIntent the intent that has been carried out: what the clock does within it is not
 *     held back
 * @param blocked the releases that wait to be approved
 * @param summary how many partitions are in which state
 * @param pending at most {@value #MAX_PENDING} partitions that are not as the policy wants them
 * @param nextTransition when the clock changes what is wanted
 * @param lastHandledReconcileAt the last request to look at once that has been followed
 * @param conditions Ready always; Reconciling and Stalled only while they are true
 */
@JsonDeserialize(using = Json.StatusReader.class)
@JsonSerialize(using = Json.StatusWriter.class)
public record PolicyStatus(
    long observedGeneration,
    Optional<GovernedCollection> collection,
    Optional<String> settledIntent,
    Optional<Blocked> blocked,
    Optional<Summary> summary,
    List<Pending> pending,
    Optional<Instant> nextTransition,
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
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public PolicyStatus {
    collection = Objects.requireNonNullElse(collection, Optional.empty());
    summary = Objects.requireNonNullElse(summary, Optional.empty());
    settledIntent = Objects.requireNonNullElse(settledIntent, Optional.empty());
    blocked = Objects.requireNonNullElse(blocked, Optional.empty());
    nextTransition = Objects.requireNonNullElse(nextTransition, Optional.empty());
    lastHandledReconcileAt = Objects.requireNonNullElse(lastHandledReconcileAt, Optional.empty());
    pending = pending == null ? List.of() : List.copyOf(pending);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
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
   * Releases that wait to be approved.
   *
   * @param releases how many
   * @param approval what the annotation {@link Annotations#APPROVE} must be to approve just these
   */
  public record Blocked(int releases, String approval) {}

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
   * @param want Loaded or Released
   * @param have Milvus' load state: NotExist, NotLoad, Loading or Loaded
   * @param rule the rule that decides it
   * @param reason why it is not there yet, from the list of condition reasons
   * @param message the same for people; may be empty
   * @param progress percent, while loading
   * @param notBefore when it is acted upon at the earliest
   */
  public record Pending(
      String name,
      RuleState want,
      String have,
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
