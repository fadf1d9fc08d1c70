package io.milvus.residency.plan;

import java.util.List;

/**
 * All that is wanted of one collection, and what is not known about it.
 *
 * @param all the claims; their order does not matter
 * @param doubts why there may be claims that are not known yet, in words for people; while there is
 *     one, nothing is released
 */
public record Claims(List<Claim> all, List<String> doubts) {

  public Claims {
    all = List.copyOf(all);
    doubts = List.copyOf(doubts);
  }

  /** The same, all that they want having been carried out before. */
  public Claims settled(CollectionId collection) {
    String intent = Intent.of(all, collection);
    return new Claims(all.stream().map(claim -> claim.settled(intent)).toList(), doubts);
  }
}
