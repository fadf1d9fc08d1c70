package io.milvus.residency.reconcile;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.SpecValidator;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A policy as it is in the cluster. What takes a while to find out, whether its spec can be used
 * and how to get to its collection, is found out once, when the value is made.
 *
 * @param name its name
 * @param uid tells it from an earlier one of the same name
 * @param generation counts the edits of its spec
 * @param spec what it asks for; {@link PolicySpec#invalid} if that can't be used
 * @param annotations what is asked for beside that
 * @param status what was last reported on it
 * @param leaving whether it is being deleted and takes along what it wanted loaded
 * @param collectionRef how to get to its collection
 */
public record Policy(
    PolicyName name,
    String uid,
    long generation,
    PolicySpec spec,
    Annotations annotations,
    PolicyStatus status,
    boolean leaving,
    CollectionRef collectionRef) {

  private static final Duration WHILE_LEAVING = Duration.ofSeconds(5);

  /**
   * Makes a policy that nobody is deleting, and checks its spec.
   *
   * @param written the spec as it was written
   */
  public static Policy of(
      PolicyName name,
      String uid,
      long generation,
      PolicySpec written,
      Annotations annotations,
      PolicyStatus status) {
    PolicySpec spec = SpecValidator.problem(written).map(written::refused).orElse(written);
    CollectionRef collectionRef = CollectionRef.of(spec, name.namespace());
    return new Policy(name, uid, generation, spec, annotations, status, false, collectionRef);
  }

  /** Returns the same policy when it is being deleted and takes along what it wanted loaded. */
  public Policy leave() {
    return new Policy(name, uid, generation, spec, annotations, status, true, collectionRef);
  }

  /** Returns the same policy with something else reported on it. */
  public Policy withStatus(PolicyStatus other) {
    return new Policy(name, uid, generation, spec, annotations, other, leaving, collectionRef);
  }

  /** Returns why nothing can be done for it, or empty. */
  public Optional<String> invalid() {
    return spec.invalid();
  }

  /** Whether this is the other one, unedited. */
  boolean same(Policy other) {
    return uid.equals(other.uid)
        && generation == other.generation
        && annotations.equals(other.annotations)
        && leaving == other.leaving;
  }

  /** How often to look: one that leaves has little time, whatever its interval is. */
  Duration interval() {
    boolean hurries = leaving && spec.interval().compareTo(WHILE_LEAVING) > 0;
    return hurries ? WHILE_LEAVING : spec.interval();
  }

  /** The collection that its status names. */
  Optional<CollectionId> collection() {
    return status
        .collection()
        .filter(seen -> seen.id().matches("[0-9]{1,18}"))
        .map(seen -> new CollectionId(Long.parseLong(seen.id()), seen.created()));
  }

  /** The Secrets that it refers to. */
  public Stream<NamespacedName> secrets() {
    return collectionRef.connection().secrets();
  }

  /** The ConfigMaps that its rules refer to. */
  public Stream<NamespacedName> configMaps() {
    return spec.rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .map(key -> new NamespacedName(name.namespace(), key.name()));
  }
}
