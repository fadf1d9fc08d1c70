package io.milvus.residency.operator;

import java.time.Duration;

/**
 * What there is in a life beside people who write.
 *
 * @param milvus whether the operator's calls may go wrong
 * @param cluster whether the API server is nobody else's, so that it may be away
 * @param quiet whether nobody does anything that no watch tells of, so that nothing but wake-ups
 *     and what the operator itself waits for may bring all to rest
 */
record Setting(boolean milvus, boolean cluster, boolean quiet) {

  /** Whether what was written last need not be done soon at any time. */
  boolean trouble() {
    return milvus || cluster;
  }

  /** How long it takes at most from what a call is decided on to the call. */
  Duration pass() {
    return Duration.ofSeconds(trouble() ? 15 : 5);
  }
}
