package io.milvus.residency.overview;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of one Milvus, beside the statuses.
 *
 * @param about what the server says about itself; empty if none was asked
 * @param collections the collections that were found, by their identity: another Milvus may have
 *     some of the same names
 * @param notices what could not be read, each a sentence
 */
public record MilvusObservation(
    Optional<String> about,
    Map<CollectionId, ObservedCollection> collections,
    List<String> notices) {

  /** The observation where no Milvus was asked. */
  public static final MilvusObservation NONE =
      new MilvusObservation(Optional.empty(), Map.of(), List.of());

  public MilvusObservation {
    collections = Map.copyOf(collections);
    notices = List.copyOf(notices);
  }

  /**
   * The name of a collection.
   *
   * @param database the database
   * @param name the name in it
   */
  public record Place(String database, String name) {}

  /** Returns a collection, if it was found. */
  Optional<ObservedCollection> find(Optional<CollectionId> identity) {
    return identity.flatMap(id -> Optional.ofNullable(collections.get(id)));
  }
}
