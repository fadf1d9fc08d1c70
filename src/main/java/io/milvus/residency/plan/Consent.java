package io.milvus.residency.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of the edits that people made.
 *
 * @param standing how far the present intent has been carried out
 * @param written by the uid of each policy that acts, what it added to the intent
 * @param unwritten since when a release has waited for status to record the standing
 */
public record Consent(Standing standing, Map<String, String> written, Optional<Instant> unwritten) {

  /** Nothing is remembered. */
  public static final Consent NONE =
      new Consent(new Standing.Unknown(), Map.of(), Optional.empty());

  public Consent {
    written = Map.copyOf(written);
  }
}
