package io.milvus.residency.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of the edits that people made.
 *
 * @param intentState how far the present intent has been carried out
 * @param written by the uid of each policy, what was written in it
 * @param unwritten since when a release has waited for status to record the standing
 */
public record Consent(
    IntentState intentState, Map<String, Written> written, Optional<Instant> unwritten) {

  /** Nothing is remembered. */
  public static final Consent NONE =
      new Consent(new IntentState.Unknown(), Map.of(), Optional.empty());

  /**
   * What was written in a policy.
   *
   * @param text names what it adds to the intent
   * @param generation counts the edits of its spec: from one look to the next there is one at most,
   *     unless there was something else in between
   */
  public record Written(String text, long generation) {

    /** Whether another one follows without anything else in between. */
    boolean leadsTo(Written other) {
      return text.equals(other.text) && other.generation - generation <= 1;
    }
  }

  public Consent {
    written = Map.copyOf(written);
  }

  /** The same when no policy changes the collection any more: what was agreed to has ended. */
  public Consent stopped() {
    return new Consent(new IntentState.Idle(), written, Optional.empty());
  }
}
