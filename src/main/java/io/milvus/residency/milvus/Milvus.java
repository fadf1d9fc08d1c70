package io.milvus.residency.milvus;

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
 * One database of one Milvus, as one user sees it. Safe for use by several threads. Every call has
 * a deadline and is made once: whether and when to try again is for the caller to decide.
 */
public interface Milvus {

  /** As many names as one request carries; each request is carried out whole or not at all. */
  int NAMES_AT_ONCE = 1000;

  /**
   * Looks at a collection.
   *
   * <p>While nothing has changed since the last look it costs two calls whatever the number of
   * partitions, three where the name is an alias (an alias may move at any time).
   *
   * @param collection the name of the collection or an alias of it
   * @param last what the last look at this name showed; empty for a complete look
   * @return the collection; its settings may be unknown for the first seconds of a load
   * @throws MilvusException if nothing can be said; that the collection or its database is missing
   *     only if Milvus has confirmed it
   */
  ObservedCollection look(String collection, Optional<ObservedCollection> last)
      throws MilvusException;

  /**
   * Finds out what a name stands for.
   *
   * @param collection the name of a collection or an alias
   * @return the collection; empty if there is none, which has been confirmed
   */
  Optional<CollectionId> find(String collection) throws MilvusException;

  /**
   * Asks for the load state of partitions, each by itself, which is surer than a look and more
   * expensive. A loaded partition may show as Loading while others of the collection are loaded: it
   * is resident either way.
   *
   * @param collection the real name of the collection
   * @param partitions what they are likely to be, as a look has shown them
   * @return the state of each, by name; NotExist for one that is gone
   */
  Map<String, LoadState> loadStates(String collection, List<Partition> partitions)
      throws MilvusException;

  /**
   * Asks what ended the last load of a collection, which Milvus tells of a partition that is not
   * loaded until there is a new load. It may have been a load of another partition.
   *
   * @param collection the real name of the collection
   * @param partition the name of a partition that is not loaded
   * @return how the load failed; empty if Milvus knows of no failure
   */
  Optional<MilvusException> lastLoadFailure(String collection, String partition)
      throws MilvusException;

  /**
   * Tells which loaded partitions answer searches, which they do some seconds after Milvus says
   * Loaded. Those without rows always do.
   *
   * @param collection the real name of the collection
   * @param partitions loaded ones
   * @return the ids of those that do
   */
  Set<Long> serving(String collection, List<Partition> partitions) throws MilvusException;

  /**
   * Asks for partitions to be loaded, and does not wait until they are.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names; if one does not exist, none is loaded
   * @param settings what to load with
   * @throws MilvusException if Milvus refuses; if it {@link MilvusException#timedOut}, it may have
   *     been done
   */
  void load(String collection, List<String> partitions, LoadSettings settings)
      throws MilvusException;

  /**
   * Releases partitions. Those that are not loaded stay so.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names; if one does not exist, none is released
   * @throws MilvusException if Milvus refuses; if it {@link MilvusException#timedOut}, it may have
   *     been done
   */
  void release(String collection, List<String> partitions) throws MilvusException;
}
