package io.milvus.residency.collection;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus.GovernedCollection;
import io.milvus.residency.plan.PolicyName;
import java.util.Optional;

/**
 * A policy as it is in the cluster.
 *
 * @param name its name
 * @param uid tells it from an earlier one of the same name
 * @param generation counts the edits of its spec
 * @param spec what it asks for
 * @param lastSeen the collection that its status names
 */
public record Policy(
    PolicyName name,
    String uid,
    long generation,
    PolicySpec spec,
    Optional<GovernedCollection> lastSeen) {

  /** Whether this is the other one, unedited. */
  boolean same(Policy other) {
    return uid.equals(other.uid) && generation == other.generation;
  }
}
