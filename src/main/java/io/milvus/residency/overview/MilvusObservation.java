package io.milvus.residency.overview;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was read from one Milvus beside the statuses.
 *
 * @param about what the server says about itself, each a line
 * @param collections the collections that were found, by the names that were asked for
 * @param notices what could not be read, each a sentence
 */
public record MilvusObservation(
    List<String> about, Map<Place, ObservedCollection> collections, List<String> notices) {

  /** The observation where no Milvus was asked. */
  public static final MilvusObservation NONE =
      new MilvusObservation(List.of(), Map.of(), List.of());

  public MilvusObservation {
    about = List.copyOf(about);
    collections = Map.copyOf(collections);
    notices = List.copyOf(notices);
  }

  /**
   * A collection by name.
   *
   * @param database the database
   * @param name the real name, or the name in a policy
   */
  public record Place(String database, String name) {}

  /**
   * Returns the collection of a place, if it is the same that policies were seen to manage: another
   * Milvus may have one of the same name.
   */
  Optional<ObservedCollection> find(Place place, Optional<CollectionId> identity) {
    return Optional.ofNullable(collections.get(place))
        .filter(seen -> identity.isPresent() && identity.get().equals(seen.id()));
  }
}
