package io.milvus.residency.plan;

import java.util.Optional;

/**
 * Releases that are more than an edit may cause without being approved.
 *
 * @param releases how many
 * @param approval what approves just these; empty where that is not known before the edit begins
 * @param message what it is about and how to approve it, for people
 */
public record Blocked(int releases, Optional<String> approval, String message) {}
