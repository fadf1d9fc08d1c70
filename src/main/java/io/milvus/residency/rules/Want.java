package io.milvus.residency.rules;

import io.milvus.residency.api.RuleState;

/** The state that a policy wants a partition to have. */
public enum Want {
  /** To be loaded. */
  LOADED,
  /** To be released. */
  RELEASED,
  /** Left as it is. */
  IGNORED,
  /** Left as it is, and protected from others, because the list that decides it can't be read. */
  FROZEN;

  static Want of(RuleState state) {
    return switch (state) {
      case LOADED -> LOADED;
      case RELEASED -> RELEASED;
      case IGNORED -> IGNORED;
    };
  }

  /** Returns whether other policies may not release the partition. */
  public boolean protects() {
    return this == LOADED || this == FROZEN;
  }
}
