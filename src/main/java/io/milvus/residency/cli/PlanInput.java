package io.milvus.residency.cli;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.DeletionPolicy;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.plan.Claim.Recorded;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.FrozenPartition;
import io.milvus.residency.plan.Plan;
import io.milvus.residency.plan.Planner;
import io.milvus.residency.plan.PlannerState;
import io.milvus.residency.rules.PartitionList;
import io.milvus.residency.simulation.ExpectedPartition;
import io.milvus.residency.simulation.SimulationInput;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The input of one plan: a collection and the policies on it.
 *
 * @param database the database of the collection
 * @param observed the collection
 * @param plannerState the state that the plan before has left
 * @param claims the claims of the policies
 * @param asRecorded whether to plan just once, with no more recorded than the claims say
 */
record PlanInput(
    String database,
    ObservedCollection observed,
    PlannerState plannerState,
    ClaimSet claims,
    boolean asRecorded) {

  /** The finalizer of a policy whose deletion releases partitions. */
  private static final String RELEASE = PartitionLoadPolicy.GROUP + "/release";

  /** Returns the input of a scenario, with at least one policy, and all of one collection. */
  static PlanInput of(Scenario world, List<Manifest> policies, Map<String, PartitionList> lists) {
    PolicySpec spec = policies.get(0).policy().getSpec();
    ClaimSet claims = world.claims(policies.stream().map(Manifest::policy).toList(), lists);
    return new PlanInput(
        spec.database(),
        world.observed(spec.collection()),
        world.remembered(claims),
        claims,
        world.asRecorded());
  }

  /** Returns the input of a collection as read from Milvus, without earlier state. */
  static PlanInput of(
      String database,
      ObservedCollection observed,
      List<Manifest> policies,
      Map<String, PartitionList> lists) {
    ProvidedLists given = new ProvidedLists(lists, Map.of());
    List<Claim> claims =
        policies.stream()
            .map(Manifest::policy)
            .flatMap(policy -> claim(policy, given, Mode.ENFORCE).stream())
            .toList();
    return new PlanInput(
        database, observed, PlannerState.NONE, new ClaimSet(claims, List.of()), false);
  }

  /**
   * Returns the claim of a policy, with the recorded edit of its status; empty if the policy is
   * being deleted and releases nothing then, because the operator no longer counts it.
   *
   * @param operator the mode of the operator
   */
  static Optional<Claim> claim(PartitionLoadPolicy policy, ProvidedLists lists, Mode operator) {
    Claim claim = standing(policy, lists, operator);
    if (!policy.isMarkedForDeletion()) {
      return Optional.of(claim);
    }
    boolean releases =
        policy.hasFinalizer(RELEASE)
            && policy.getSpec().deletionPolicy() == DeletionPolicy.RELEASE
            && claim.acts();
    return releases ? Optional.of(claim.leave()) : Optional.empty();
  }

  private static Claim standing(PartitionLoadPolicy policy, ProvidedLists lists, Mode operator) {
    Annotations annotations = Annotations.of(policy);
    String namespace = Optional.ofNullable(policy.getMetadata().getNamespace()).orElse("default");
    PolicyName name = new PolicyName(namespace, policy.getMetadata().getName());
    return Claim.of(
        name,
        Optional.ofNullable(policy.getMetadata().getUid()).orElse(name.toString()),
        Optional.ofNullable(policy.getMetadata().getGeneration()).orElse(1L),
        policy.getSpec(),
        EffectiveMode.of(policy.getSpec().mode(), annotations).under(operator),
        annotations.approve(),
        lists.of(policy.getSpec()),
        recorded(policy),
        true);
  }

  private static Recorded recorded(PartitionLoadPolicy policy) {
    PolicyStatus status = Optional.ofNullable(policy.getStatus()).orElse(PolicyStatus.EMPTY);
    return Recorded.of(
        status,
        Optional.ofNullable(policy.getMetadata().getGeneration())
            .orElse(status.observedGeneration()));
  }

  /**
   * Plans for a time.
   *
   * <p>The plan shows what the operator does once the status has recorded the edit, about a second
   * later.
   *
   * @throws UserException if the collection has a partition key
   */
  PlanView plan(Instant now) throws UserException {
    refusePartitionKey();
    Plan plan =
        asRecorded
            ? Planner.plan(claims, observed, plannerState, now)
            : Planner.foresee(claims, observed, plannerState, now);
    return PlanView.of(database, observed, plan, FrozenPartition.of(claims, observed, now), now);
  }

  /**
   * Returns what a simulation begins with.
   *
   * @throws UserException if the collection has a partition key
   */
  SimulationInput simulation(Instant now, List<ExpectedPartition> expected) throws UserException {
    refusePartitionKey();
    return new SimulationInput(database, observed, claims, plannerState, now, expected);
  }

  /** Returns this input with other claims. */
  PlanInput with(ClaimSet others) {
    return new PlanInput(database, observed, plannerState, others, asRecorded);
  }

  private void refusePartitionKey() throws UserException {
    if (observed.partitionKey()) {
      throw new UserException(
          "Collection "
              + observed.name()
              + " has a partition key, and Milvus does not load or release single partitions of"
              + " such a collection.");
    }
  }
}
