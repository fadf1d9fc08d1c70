package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The extent to which the operator acts for a policy, from the boldest to the most cautious. */
public enum Mode {
  /** Carries out the plan. */
  ENFORCE("Enforce"),
  /** Plans and reports but changes nothing; partitions wanted loaded are still protected. */
  OBSERVE("Observe"),
  /** Changes nothing; partitions wanted loaded are still protected. */
  SUSPENDED("Suspended");

  private final String text;

  Mode(String text) {
    this.text = text;
  }

  /** Returns the more cautious one of two modes. */
  Mode and(Mode other) {
    return compareTo(other) > 0 ? this : other;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
