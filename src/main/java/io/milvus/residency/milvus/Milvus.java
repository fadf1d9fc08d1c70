package io.milvus.residency.milvus;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A database of a Milvus, as one user sees it. Thread-safe. Every call has a deadline and is made
 * once: the caller decides whether and when to retry.
 */
public interface Milvus {

  /** The most names in one request; each request is carried out completely or not at all. */
  int NAMES_AT_ONCE = 1000;

  /**
   * Looks at a collection.
   *
   * <p>While nothing has changed since the last look, a look takes two calls whatever the number of
   * partitions, or three if the name is an alias (an alias may move at any time).
   *
   * @param collection the name of the collection or an alias of it
   * @param last the result of the last look at this name; empty for a complete look
   * @return the collection; its settings may be unknown for the first seconds of a load
   * @throws MilvusException if the look fails; reports the collection or its database as missing
   *     only if Milvus has confirmed that
   */
  ObservedCollection look(String collection, Optional<ObservedCollection> last)
      throws MilvusException;

  /**
   * Resolves a name.
   *
   * @param collection the name of a collection or an alias
   * @return the collection; empty if Milvus has confirmed that there is none
   */
  Optional<CollectionId> find(String collection) throws MilvusException;

  /** Returns the names of all collections of the database that Milvus shows to the user, sorted. */
  List<String> collections() throws MilvusException;

  /** Returns a warning if the last look found a version of which nothing is known. */
  default Optional<String> versionWarning() {
    return Optional.empty();
  }

  /**
   * Reads the load state of each partition separately, which is more reliable than a look and more
   * expensive. A loaded partition may show as Loading while other partitions of the collection
   * load; either way the partition is resident.
   *
   * @param collection the real name of the collection
   * @param partitions the partitions, in the states that a look has shown
   * @return the states by partition name; NotExist for a partition that is gone
   */
  Map<String, LoadState> loadStates(String collection, List<Partition> partitions)
      throws MilvusException;

  /**
   * Reads the error that ended the last load of a collection. Milvus reports this error for any
   * partition that is not loaded, until the next load, even if the load was of another partition.
   *
   * @param collection the real name of the collection
   * @param partition the name of a partition that is not loaded
   * @return the failure of the load; empty if Milvus reports none
   */
  Optional<MilvusException> lastLoadFailure(String collection, String partition)
      throws MilvusException;

  /**
   * Finds the loaded partitions that answer searches. Before Milvus 2.4.6, a partition does so some
   * seconds after Milvus reports it as Loaded; later servers report it as Loaded only then. A
   * partition without rows always does.
   *
   * @param collection the real name of the collection
   * @param partitions loaded partitions
   * @return the ids of the partitions that answer searches
   */
  Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException;

  /**
   * Finds the partitions that certainly answer no searches: they have rows, and the query nodes
   * hold none of them. Load states do not tell that, because from Milvus 2.6.6 on a partition shows
   * as Loading again, and answers searches, after each change of another one.
   *
   * @param collection the real name of the collection
   * @param partitions partitions in any state
   * @return the ids of the partitions; empty if Milvus does not say
   */
  Optional<Set<Long>> notServing(String collection, List<Partition> partitions)
      throws MilvusException;

  /**
   * Requests a load of partitions, and does not wait until they are loaded.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names; if one does not exist, none is loaded
   * @param settings the replicas and resource groups to load with
   * @param priority the priority of the load; servers before 2.5 ignore it
   * @throws MilvusException if Milvus refuses; after a {@link MilvusException#timedOut}, Milvus may
   *     have started the load
   */
  void load(
      String collection, List<String> partitions, LoadSettings settings, LoadPriority priority)
      throws MilvusException;

  /**
   * Releases partitions. Partitions that are not loaded are left alone.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names; if one does not exist, none is released
   * @throws MilvusException if Milvus refuses; after a {@link MilvusException#timedOut}, Milvus may
   *     have released the partitions
   */
  void release(String collection, List<String> partitions) throws MilvusException;
}
