package io.milvus.residency.operator;

import java.time.Duration;

/**
 * The surroundings of a life, beside the people who write.
 *
 * @param milvus whether the operator's calls may go wrong
 * @param cluster whether the API server is nobody else's, so that it may be away
 * @param quiet whether nobody does anything that no watch tells of, so that nothing but wake-ups
 *     and what the operator itself waits for may bring all to rest
 */
record LifeSetting(boolean milvus, boolean cluster, boolean quiet) {

  /** Returns whether the last writes may take longer to be carried out. */
  boolean trouble() {
    return milvus || cluster;
  }

  /** How long it takes at most from what a call is decided on to the call. */
  Duration pass() {
    return Duration.ofSeconds(trouble() ? 15 : 5);
  }
}
