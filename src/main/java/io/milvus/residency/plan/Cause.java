package io.milvus.residency.plan;

/** The cause of a release: an edit by people, or routine within what they wrote. */
public sealed interface Cause {

  /**
   * An edit caused the release.
   *
   * @param resident the baseline of the edit: how many partitions were resident when it was made
   */
  record Edit(int resident) implements Cause {}

  /** The clock caused the release, or another client loaded the partition. */
  record Routine() implements Cause {}
}
