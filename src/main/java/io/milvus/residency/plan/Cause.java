package io.milvus.residency.plan;

/** Why a release is wanted: what somebody wrote, or what goes on within that. */
public sealed interface Cause {

  /**
   * An edit has brought it.
   *
   * @param resident the baseline of the edit: how many partitions were in the load set when it was
   *     made
   */
  record Edit(int resident) implements Cause {}

  /** The clock, or a change behind the operator's back that is put right. */
  record Routine() implements Cause {}
}
