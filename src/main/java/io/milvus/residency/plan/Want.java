package io.milvus.residency.plan;

import io.milvus.residency.api.RuleState;

/** What becomes of a partition by one policy. */
enum Want {
  LOADED,
  RELEASED,
  /** Left as it is. */
  IGNORED,
  /** Left as it is, and kept from others, because what decides on it can't be read. */
  FROZEN;

  static Want of(RuleState state) {
    return switch (state) {
      case LOADED -> LOADED;
      case RELEASED -> RELEASED;
      case IGNORED -> IGNORED;
    };
  }

  /** Whether other policies may not release it. */
  boolean protects() {
    return this == LOADED || this == FROZEN;
  }
}
