package io.milvus.residency.reconcile;

import java.util.List;

/**
 * All policies at one moment.
 *
 * @param all every policy that the operator is responsible for
 * @param doubts why some may be missing or outdated, in words for people
 */
public record PolicySnapshot(List<Policy> all, List<String> doubts) {

  public PolicySnapshot {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }
}
