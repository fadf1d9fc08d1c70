package io.milvus.residency.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what is to be done for a collection. */
public final class Planner {

  private Planner() {}

  /**
   * Makes the plan of one pass.
   *
   * @param claims what the policies on the collection want
   * @param observed the collection as it is
   * @param memory what the last plan left to remember
   * @param now the time of the pass, read once
   * @return what to do; the same for the same arguments, whatever the order of the claims
   */
  public static Plan plan(Claims claims, Observed observed, Memory memory, Instant now) {
    return new Plan(List.of(), Map.of(), Optional.empty(), memory);
  }
}
