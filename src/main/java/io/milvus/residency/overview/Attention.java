package io.milvus.residency.overview;

import com.fasterxml.jackson.annotation.JsonValue;
import io.milvus.residency.api.Reason;

/** The attention that a policy asks for, from the most to the least pressing. */
public enum Attention {
  /** Nothing changes until a person acts. */
  ACTION("needs action"),
  /** The status is missing, or describes something older than the policy. */
  UNKNOWN("not known"),
  /** The operator retries, and a person may have to help. */
  TROUBLE("in trouble"),
  /** The operator loads or releases, or waits until it may. */
  WORKING("in progress"),
  /** Nothing is left to do. */
  SETTLED("as declared");

  private final String text;

  Attention(String text) {
    this.text = text;
  }

  /** Returns the attention for a reason of a condition. */
  static Attention of(Reason reason) {
    return switch (reason.kind()) {
      case STALLED -> ACTION;
      case RECONCILING -> reason.compareTo(Reason.LOADING) > 0 ? TROUBLE : WORKING;
      case READY -> SETTLED;
    };
  }

  /** Returns the more pressing one of two. */
  Attention and(Attention other) {
    return compareTo(other) < 0 ? this : other;
  }

  /** Returns the words for readers, as in "this policy is in progress". */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
