package io.milvus.residency.plan;

/**
 * Releases that are more than an edit may cause without being approved.
 *
 * @param releases how many
 * @param approval what approves just these
 * @param message what it is about and how to approve it, for people
 */
public record Blocked(int releases, String approval, String message) {}
