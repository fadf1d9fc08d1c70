package io.milvus.residency.cli;

import io.milvus.residency.export.CollectionExport;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Phrases;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collections, described by policies.
 *
 * @param described the collections of which something can be described
 * @param notes what the policies can't show, or only in comments
 */
record ExportedCollections(List<CollectionExport> described, List<String> notes) {

  private static final int SHOWN = 3;

  /**
   * Describes collections.
   *
   * @param seen the collections by the names that were asked for
   * @param zone the time zone of dates in names, if it is known
   */
  static ExportedCollections of(
      Map<String, ObservedCollection> seen, Instant now, Optional<ZoneId> zone) {
    ExportedCollections exported = new ExportedCollections(new ArrayList<>(), new ArrayList<>());
    seen.forEach((name, observed) -> exported.add(name, observed, now, zone));
    return exported;
  }

  private void add(String name, ObservedCollection observed, Instant now, Optional<ZoneId> zone) {
    String collection = "Collection " + observed.name();
    if (observed.partitionKey()) {
      notes.add(
          collection
              + " is left out: it has a partition key, so that Milvus refuses to load or"
              + " release its partitions individually.");
      return;
    }
    CollectionExport export = CollectionExport.of(observed, now, zone);
    if (!export.loading().isEmpty()) {
      notes.add(
          collection
              + " is loading "
              + Phrases.firstOf(export.loading(), SHOWN)
              + ", which no rule decides. Export again when the load is done.");
    }
    if (!export.unnameable().isEmpty()) {
      notes.add(
          collection + ": no policy can name " + Phrases.firstOf(export.unnameable(), SHOWN) + ".");
    }
    if (export.rules().isEmpty()) {
      notes.add(collection + " is left out: nothing is loaded that a policy could describe.");
      return;
    }
    if (!name.equals(observed.name())) {
      notes.add(
          name
              + " is an alias of "
              + observed.name()
              + ", which the policy names. Write the alias"
              + " into spec.collection if the policy should follow it.");
    }
    described.add(export);
  }

  /** Returns whether something is loaded or loading that no policy describes. */
  boolean incomplete() {
    return described.stream()
        .anyMatch(export -> !export.loading().isEmpty() || !export.unnameable().isEmpty());
  }
}
