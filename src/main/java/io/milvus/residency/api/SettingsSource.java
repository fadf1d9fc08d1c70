package io.milvus.residency.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The source of the load settings that a policy does not name. */
public enum SettingsSource {
  /** The collection: loads repeat the replicas and resource groups that it has. */
  COLLECTION("Collection"),
  /** The server: loads name neither replicas nor resource groups, so that Milvus decides. */
  SERVER("Server");

  private final String text;

  SettingsSource(String text) {
    this.text = text;
  }

  /** Returns the value as it is written in the resource. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
