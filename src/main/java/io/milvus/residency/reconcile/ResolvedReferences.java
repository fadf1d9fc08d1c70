package io.milvus.residency.reconcile;

import io.milvus.residency.model.CollectionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The collection references of policies, by the collection that they lead to. It is made once for
 * each change, so that a pass takes the same time beside any number of other collections.
 *
 * @param leading by collection, the references that lead there
 * @param open the references of which it is not known where they lead
 */
record ResolvedReferences(
    Map<CollectionId, List<CollectionRef>> leading, List<CollectionRef> open) {

  static final ResolvedReferences NONE = new ResolvedReferences(Map.of(), List.of());

  static ResolvedReferences of(
      Iterable<CollectionRef> references, Map<CollectionRef, Resolution> resolutions) {
    Map<CollectionId, List<CollectionRef>> leading = new HashMap<>();
    List<CollectionRef> open = new ArrayList<>();
    for (CollectionRef reference : references) {
      Optional<Resolution> resolution = Optional.ofNullable(resolutions.get(reference));
      Optional<CollectionId> collection = resolution.flatMap(Resolution::collection);
      if (collection.isPresent()) {
        leading.computeIfAbsent(collection.get(), id -> new ArrayList<>()).add(reference);
      } else if (resolution.filter(Resolution.NotFound.class::isInstance).isEmpty()) {
        open.add(reference);
      }
    }
    return new ResolvedReferences(leading, open);
  }

  /** Returns the references that lead to a collection. */
  List<CollectionRef> to(CollectionId collection) {
    return leading.getOrDefault(collection, List.of());
  }
}
