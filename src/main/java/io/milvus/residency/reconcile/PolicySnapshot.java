package io.milvus.residency.reconcile;

import java.util.List;

/**
 * All policies at one moment.
 *
 * @param all every policy in the watched namespaces
 * @param doubts why policies may be missing or outdated, as text for users
 */
public record PolicySnapshot(List<Policy> all, List<String> doubts) {

  public PolicySnapshot {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }
}
