package io.milvus.residency.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The remembered consent to edits.
 *
 * @param intentState how far the present intent has been carried out
 * @param written by the uid of each policy, its last seen spec
 * @param unwritten since when a release has waited for the status to record its edit
 */
public record Consent(
    IntentState intentState, Map<String, Written> written, Optional<Instant> unwritten) {

  /** An empty consent. */
  public static final Consent NONE =
      new Consent(new IntentState.Unknown(), Map.of(), Optional.empty());

  /**
   * The spec of a policy when last seen.
   *
   * @param text a name for what the policy adds to the intent
   * @param generation counts the edits of the spec: between two passes there is one at most, unless
   *     one was missed
   */
  public record Written(String text, long generation) {

    /** Returns true if no other spec was in effect between this one and the other. */
    boolean leadsTo(Written other) {
      return text.equals(other.text) && other.generation - generation <= 1;
    }
  }

  public Consent {
    written = Map.copyOf(written);
  }

  /**
   * Returns the consent once no policy changes the collection any more: what was approved has
   * ended.
   */
  public Consent stopped() {
    return new Consent(new IntentState.Idle(intentState.unfinished()), written, Optional.empty());
  }
}
