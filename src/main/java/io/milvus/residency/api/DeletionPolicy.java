package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The effect that deleting a policy has on the partitions. */
public enum DeletionPolicy {
  /** Leaves all partitions as they are. */
  RETAIN("Retain"),
  /** Releases the partitions that this policy wants loaded and no other policy does. */
  RELEASE("Release");

  private final String text;

  DeletionPolicy(String text) {
    this.text = text;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
