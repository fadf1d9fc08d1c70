package io.milvus.residency.overview;

/**
 * A sentence about the whole overview.
 *
 * @param warning whether what follows may be wrong because of it
 * @param text the sentence
 */
public record Notice(boolean warning, String text) {}
