package io.milvus.residency.plan;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Releases of one edit that exceed the limit and need approval.
 *
 * @param releases their number
 * @param approval the value that approves exactly these releases; empty before the edit begins
 * @param limit the limit that they exceed, as a sentence
 * @param how what to do, as a sentence; may be empty
 * @param details more facts, as sentences; may be empty
 */
public record BlockedReleases(
    int releases, Optional<String> approval, String limit, String how, String details) {

  /**
   * Returns these releases of an edit that the operator has not seen yet and nobody can approve.
   */
  BlockedReleases notBegun() {
    return approval.isEmpty()
        ? this
        : new BlockedReleases(
            releases,
            Optional.empty(),
            limit,
            "Once the edit is applied, the Ready condition shows the command that approves it.",
            details);
  }

  /** Returns the complete message. */
  public String message() {
    return Stream.of(limit, how, details)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
