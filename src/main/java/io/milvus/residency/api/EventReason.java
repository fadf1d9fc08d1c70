package io.milvus.residency.api;

/** The reason of an event about something that status does not show. */
public enum EventReason {
  /** Milvus has accepted a load; the same word as the reason of status. */
  LOADING("Loading"),
  /** Milvus has accepted a release. */
  RELEASED("Released"),
  /** Nothing is known of the version of a Milvus. */
  UNKNOWN_VERSION("UnknownVersion"),
  /** Credentials are sent unencrypted. */
  INSECURE_CREDENTIALS("InsecureCredentials");

  private final String text;

  EventReason(String text) {
    this.text = text;
  }

  /** Returns the reason as it is written in events. */
  @Override
  public String toString() {
    return text;
  }
}
