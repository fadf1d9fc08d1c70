package io.milvus.residency.reconcile;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.SpecValidator;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A policy as it is in the cluster. Its spec is validated and its collection reference derived
 * once, when the value is created, because both take a while.
 *
 * @param name the name of the policy
 * @param uid tells the policy from an earlier one of the same name
 * @param generation counts the edits of the spec
 * @param spec the spec; {@link PolicySpec#invalid} if it can't be used
 * @param annotations the annotations that the operator knows
 * @param mode the mode in which the operator treats the policy
 * @param status the last status that the operator wrote
 * @param leaving whether the policy is being deleted and releases what it wanted loaded
 * @param collectionRef the reference to its collection
 */
public record Policy(
    PolicyName name,
    String uid,
    long generation,
    PolicySpec spec,
    Annotations annotations,
    EffectiveMode mode,
    PolicyStatus status,
    boolean leaving,
    CollectionRef collectionRef) {

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
  private static final Duration WHILE_LEAVING = Duration.ofSeconds(5);

  /**
   * Returns a policy that is not being deleted, with its spec validated.
   *
   * @param written the spec as written
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
    EffectiveMode mode = EffectiveMode.of(spec.mode(), annotations);
    return new Policy(name, uid, generation, spec, annotations, mode, status, false, collectionRef);
  }

  /** Returns the same policy under an operator in another mode. */
  public Policy under(Mode operator) {
    return new Policy(
        name,
        uid,
        generation,
        spec,
        annotations,
        mode.under(operator),
        status,
        leaving,
        collectionRef);
  }

  /** Returns the same policy, being deleted and releasing what it wanted loaded. */
  public Policy leave() {
    return new Policy(name, uid, generation, spec, annotations, mode, status, true, collectionRef);
  }

  /** Returns the same policy with another status. */
  public Policy withStatus(PolicyStatus other) {
    return new Policy(
        name, uid, generation, spec, annotations, mode, other, leaving, collectionRef);
  }

  /** Returns why the spec is invalid, or empty. */
  public Optional<String> invalid() {
    return spec.invalid();
  }

  /** Returns whether this is the same policy, not edited since; ignores status. */
  boolean same(Policy other) {
    return uid.equals(other.uid)
        && generation == other.generation
        && annotations.equals(other.annotations)
        && leaving == other.leaving;
  }

  /** Returns the interval of passes, at most 5 s for a policy being deleted. */
  Duration interval() {
    boolean hurries = leaving && spec.interval().compareTo(WHILE_LEAVING) > 0;
    return hurries ? WHILE_LEAVING : spec.interval();
  }

  /** Returns the collection that the status names. */
  Optional<CollectionId> collection() {
    return status
        .collection()
        .filter(seen -> ID.matcher(seen.id()).matches())
        .map(seen -> new CollectionId(Long.parseLong(seen.id()), seen.created()));
  }

  /** Returns the Secrets that the policy refers to. */
  public Stream<NamespacedName> secrets() {
    return collectionRef.connection().secrets();
  }

  /** Returns the ConfigMaps that the rules refer to. */
  public Stream<NamespacedName> configMaps() {
    return spec.rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .map(key -> new NamespacedName(name.namespace(), key.name()));
  }
}
