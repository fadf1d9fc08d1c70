package io.milvus.residency.collection;

import java.util.List;

/**
 * All policies at one moment.
 *
 * @param all every policy that the operator is responsible for
 * @param doubts why some may be missing or outdated, in words for people
 */
public record Policies(List<Policy> all, List<String> doubts) {

  public Policies {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }
}
