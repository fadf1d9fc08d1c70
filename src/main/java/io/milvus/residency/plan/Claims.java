package io.milvus.residency.plan;

import java.util.List;
import java.util.Optional;

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
    Optional<String> intent = Optional.of(Intent.of(all, collection));
    return new Claims(
        all.stream()
            .map(
                c ->
                    new Claim(
                        c.policy(),
                        c.acts(),
                        c.mode(),
                        c.spec(),
                        c.lists(),
                        intent,
                        c.approval(),
                        c.leaving()))
            .toList(),
        doubts);
  }
}
