package io.milvus.residency.picture;

import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Span;

/** The shapes that a span can have in a picture. */
enum Mark {
  /** A filled bar. */
  LOADED("loaded", "loaded"),
  /** A hatched bar. */
  HELD("held", "to be released, still loaded"),
  /** A dashed outline. */
  WAITING("waiting", "to be loaded, not loaded yet"),
  /** A dotted line. */
  EXPECTED("expected", "not created yet"),
  /** Nothing. */
  RELEASED("released", "released");

  private final String word;
  private final String meaning;

  Mark(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** Returns the shape of a span. */
  static Mark of(PartitionTimeline partition, Span span) {
    if (span.held()) {
      return HELD;
    }
    if (span.waiting()) {
      return WAITING;
    }
    if (span.presence() == Presence.LOADED) {
      return LOADED;
    }
    return partition.expected() && span.presence() == Presence.ABSENT ? EXPECTED : RELEASED;
  }

  /** Returns the words of the legend. */
  String meaning() {
    return meaning;
  }

  /** Returns the word for it, which is also its class in CSS. */
  @Override
  public String toString() {
    return word;
  }
}
