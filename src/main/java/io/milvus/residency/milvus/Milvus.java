package io.milvus.residency.milvus;

import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.LoadSettings;
import io.milvus.residency.plan.LoadState;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Partition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One database of one Milvus, as one user sees it. Safe for use by several threads. Every call has
 * a deadline and is made once: whether and when to try again is for the caller to decide.
 */
public interface Milvus {

  /**
   * Looks at a collection.
   *
   * <p>While nothing has changed since the last look it costs two calls whatever the number of
   * partitions, three where the name is an alias (an alias may move at any time).
   *
   * @param collection the name of the collection or an alias of it
   * @param last what the last look at this name showed; empty for a complete look
   * @throws MilvusException with {@link Fault#COLLECTION_NOT_FOUND} or {@link
   *     Fault#DATABASE_NOT_FOUND} only if Milvus has confirmed it; with any other fault if nothing
   *     can be said
   */
  Observed look(String collection, Optional<Observed> last) throws MilvusException;

  /**
   * Finds out what a name stands for.
   *
   * @param collection the name of a collection or an alias
   * @return the collection; empty if there is none, which has been confirmed
   */
  Optional<CollectionId> find(String collection) throws MilvusException;

  /**
   * Asks {@code get_load_state} for several partitions at once.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names
   * @return Loaded if all of them are, NotLoad if at least one is not loaded, Loading otherwise
   * @throws MilvusException with {@link Fault#PARTITION_NOT_FOUND} if one does not exist; with
   *     {@link Fault#MEMORY_SHORT} if one is not loaded and the last load of the collection, be it
   *     of another partition, failed for lack of memory
   */
  LoadState loadState(String collection, List<String> partitions) throws MilvusException;

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
   * @throws MilvusException if Milvus refuses; with {@link Fault#TIMED_OUT} it may have been done
   */
  void load(String collection, List<String> partitions, LoadSettings settings)
      throws MilvusException;

  /**
   * Releases partitions. Those that are not loaded stay so.
   *
   * @param collection the real name of the collection
   * @param partitions one or more names; if one does not exist, none is released
   * @throws MilvusException if Milvus refuses; with {@link Fault#TIMED_OUT} it may have been done
   */
  void release(String collection, List<String> partitions) throws MilvusException;
}
