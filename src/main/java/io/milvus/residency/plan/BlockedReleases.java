package io.milvus.residency.plan;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Releases that are more than an edit may cause without being approved.
 *
 * @param releases how many
 * @param approval what approves just these; empty before the edit begins
 * @param limit which limit they exceed, as a sentence
 * @param how what to do about it, as a sentence; empty if there is nothing
 * @param details what else there is to be known, as sentences; empty if there is nothing
 */
public record BlockedReleases(
    int releases, Optional<String> approval, String limit, String how, String details) {

  /** The same of an edit that the operator has not seen yet, so that nobody can approve it. */
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

  /** All of it, for people. */
  public String message() {
    return Stream.of(limit, how, details)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
