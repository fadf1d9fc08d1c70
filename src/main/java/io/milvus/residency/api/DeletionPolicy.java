package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** What becomes of the partitions when the policy is deleted. */
public enum DeletionPolicy {
  /** They stay as they are. */
  RETAIN("Retain"),
  /** What the policy wants loaded, and no other policy does, is released. */
  RELEASE("Release");

  private final String text;

  DeletionPolicy(String text) {
    this.text = text;
  }

  /** The value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
