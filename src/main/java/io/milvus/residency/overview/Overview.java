package io.milvus.residency.overview;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policies of a namespace or of a cluster, by server and collection.
 *
 * @param time the time when the policies were read
 * @param source where they were read
 * @param notices what readers have to know first
 * @param milvus what a Milvus that was asked says about itself
 * @param counts the number of policies by attention
 * @param servers the servers, the most pressing first
 */
public record Overview(
    Instant time,
    Source source,
    List<Notice> notices,
    Optional<String> milvus,
    Map<Attention, Long> counts,
    List<ServerOverview> servers) {

  /**
   * The source of an overview.
   *
   * @param cluster the address of the API server
   * @param scope the namespaces, as in "namespace search"
   */
  public record Source(String cluster, String scope) {}

  /** Returns whether a person has to act, or something is not known. */
  public boolean needsPeople() {
    return notices.stream().anyMatch(Notice::warning)
        || counts.containsKey(Attention.ACTION)
        || counts.containsKey(Attention.UNKNOWN);
  }

  /** Returns all collections, by server. */
  Stream<CollectionOverview> collections() {
    return servers.stream().flatMap(server -> server.collections().stream());
  }

  /** Returns all policies, by collection. */
  public Stream<PolicyOverview> policies() {
    return collections().flatMap(collection -> collection.policies().stream());
  }
}
