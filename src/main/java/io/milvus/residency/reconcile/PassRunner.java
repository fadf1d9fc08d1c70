package io.milvus.residency.reconcile;

import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PolicyPlan;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner of passes: resolves a collection reference and runs a pass over the collection. A
 * failure concerns the policies with that reference, and makes only their collection uncertain.
 */
public final class PassRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PassRunner.class);

  /** The wait in case that the end of another pass over the collection goes unnoticed. */
  private static final Duration WHILE_TAKEN = Duration.ofSeconds(2);

  private final Supplier<PolicySnapshot> policies;
  private final EndpointAllowList endpoints;
  private final PolicyConnections policyConnections;
  private final EventRecorder recorder;
  private final Clocks clocks;
  private final Duration loadTimeout;
  private final CircuitBreaker circuits = new CircuitBreaker();
  private final ChangeLock changing = new ChangeLock();
  private final CollectionRegistry registry = new CollectionRegistry();
  private final CollectionResolver resolver;

  /**
   * Creates the runner; nothing is resolved yet.
   *
   * @param policies returns all policies at the time of the call
   * @param endpoints the Milvus servers that policies may name
   * @param policyConnections the connections and lists of policies; closed with the runner
   * @param recorder records the changes made in Milvus
   * @param clocks the wall clock and the steady clock
   * @param loadTimeout how long a load may make no progress before it is cancelled
   */
  public PassRunner(
      Supplier<PolicySnapshot> policies,
      EndpointAllowList endpoints,
      PolicyConnections policyConnections,
      EventRecorder recorder,
      Clocks clocks,
      Duration loadTimeout) {
    this.policies = policies;
    this.endpoints = endpoints;
    this.policyConnections = policyConnections;
    this.recorder = recorder;
    this.clocks = clocks;
    this.loadTimeout = loadTimeout;
    this.resolver = new CollectionResolver(registry, clocks.steady());
  }

  /**
   * The results of a pass.
   *
   * @param results one result for each policy that the pass covered
   * @param next when the next pass is due
   */
  record Answered(List<PassResult> results, DueTime next) {}

  /**
   * Forgets what no policy refers to any more. Passes run meanwhile, so what was first used since
   * the policies were read is kept.
   */
  void retain(PolicyReferences used) {
    resolver.retain(used.collections(), used.ids());
    circuits.retain(used.connections());
    policyConnections.retain(used.connections(), used.configMaps(), clocks.steady().instant());
  }

  /**
   * Runs a pass.
   *
   * @param again receives the references whose passes had to wait for this pass
   */
  Answered pass(CollectionRef collectionRef, Consumer<CollectionRef> again) {
    // Before the attempt, which may record a resolution and fail later.
    Resolution.Unresolved unknown = resolver.failing(collectionRef);
    try {
      return attempt(collectionRef, unknown, again);
    } catch (CredentialSource.NotReadyException e) {
      return failed(collectionRef, Reason.REFERENCE_NOT_READY, e.getMessage(), unknown);
    } catch (MilvusException e) {
      circuits.failed(collectionRef.connection(), e, clocks.steady().instant());
      if (e.unbelievable()) {
        // The collection is not certain, so its state must not be used.
        registry.leadsNowhere(collectionRef);
      }
      Resolution resolution = e.retry() == Retry.INTERVAL ? new Resolution.NotFound() : unknown;
      return failed(collectionRef, e.reason(), e.getMessage(), resolution);
    } catch (RuntimeException | Error e) {
      if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
        // The whole process is in trouble, not one policy.
        throw e;
      }
      return failed(collectionRef, e, unknown);
    }
  }

  /** Reports an unexpected failure: its class in status, the stack trace in the log. */
  private Answered failed(CollectionRef collectionRef, Throwable e, Resolution.Unresolved unknown) {
    if (unknown.attempts() == 1) {
      LOG.error("Pass over {} failed", collectionRef.name(), e);
    } else {
      LOG.error("Pass over {} failed again: {}", collectionRef.name(), e.toString());
    }
    String message =
        "Internal error (" + e.getClass().getSimpleName() + "), see the operator log. Retrying.";
    return failed(collectionRef, Reason.MILVUS_ERROR, message, unknown);
  }

  private Answered attempt(
      CollectionRef collectionRef, Resolution.Unresolved otherwise, Consumer<CollectionRef> again)
      throws CredentialSource.NotReadyException, MilvusException {
    if (!endpoints.allow(collectionRef.connection().uri())) {
      String message = EndpointAllowList.refusal(collectionRef.connection().uri());
      return failed(collectionRef, Reason.ENDPOINT_NOT_ALLOWED, message, otherwise);
    }
    Instant steady = clocks.steady().instant();
    Optional<CircuitBreaker.Outage> outage = circuits.of(collectionRef.connection(), steady);
    if (outage.isPresent()) {
      return unreachable(collectionRef, outage.get(), otherwise);
    }
    Milvus milvus = policyConnections.connect(collectionRef.connection(), steady);
    ObservedCollection seen = resolver.resolve(collectionRef, milvus);
    Answered result = enter(collectionRef, seen, milvus, again);
    circuits.answered(collectionRef.connection());
    return result;
  }

  private Answered enter(
      CollectionRef collectionRef,
      ObservedCollection seen,
      Milvus milvus,
      Consumer<CollectionRef> again)
      throws MilvusException {
    Optional<CollectionState> collectionState = registry.enter(collectionRef, seen.id());
    if (collectionState.isEmpty()) {
      return new Answered(List.of(), DueTime.at(clocks.steady().instant().plus(WHILE_TAKEN)));
    }
    try {
      return govern(collectionRef, seen, collectionState.get(), milvus);
    } finally {
      registry.leave(collectionRef, seen.id()).forEach(again);
    }
  }

  private Answered govern(
      CollectionRef collectionRef,
      ObservedCollection seen,
      CollectionState collectionState,
      Milvus milvus)
      throws MilvusException {
    BiFunction<NamespacedName, String, PartitionList> lists =
        (configMap, key) -> policyConnections.list(configMap, key, clocks.steady().instant());
    ClaimCollector first =
        new ClaimCollector(
            resolver,
            collectionRef,
            seen.id(),
            lists,
            name -> resolver.find(new CollectionRef(collectionRef.connection(), name), milvus));
    // Nothing is released by an answer that is a few seconds old.
    ClaimCollector fresh =
        new ClaimCollector(resolver, collectionRef, seen.id(), lists, milvus::find);
    Supplier<ClaimSet> present = () -> fresh.of(policies.get()).withLoadTimeout(loadTimeout);
    PolicySnapshot all = policies.get();
    CollectionPass pass =
        new CollectionPass(milvus, recorder.among(all), collectionState, changing, present, clocks);
    List<Policy> covered = all.of(collectionRef, seen.name());
    if (covered.isEmpty()) {
      return new Answered(List.of(), DueTime.at(clocks.steady().instant().plus(WHILE_TAKEN)));
    }
    ClaimSet claims = first.of(policies.get()).withLoadTimeout(loadTimeout);
    CollectionPass.Completed result = pass.run(collectionRef.name(), seen, claims);
    resolver.leads(collectionRef, new Resolution.Resolved(result.observed()));
    return new Answered(
        covered.stream().map(policy -> new PassResult(policy, outcome(policy, result))).toList(),
        RequeueTime.after(result, covered, collectionState, clocks.steady().instant()));
  }

  private static PassOutcome outcome(Policy policy, CollectionPass.Completed result) {
    return new PassOutcome.Planned(
        result.observed(),
        result.plan().policyPlans().getOrDefault(policy.name(), PolicyPlan.NONE));
  }

  private Answered failed(
      CollectionRef collectionRef, Reason reason, String message, Resolution resolution) {
    resolver.leads(collectionRef, resolution);
    List<Policy> covered = policies.get().of(collectionRef);
    return new Answered(
        results(covered, new PassOutcome.Failed(reason, message)),
        RequeueTime.afterFailure(covered, resolution, clocks.steady().instant()));
  }

  /** Reports an open circuit, without a call. */
  private Answered unreachable(
      CollectionRef collectionRef, CircuitBreaker.Outage outage, Resolution.Unresolved resolution) {
    resolver.leads(collectionRef, resolution);
    Reason reason = outage.why().reason();
    PassOutcome outcome = new PassOutcome.Failed(reason, outage.why().getMessage());
    return new Answered(
        results(policies.get().of(collectionRef), outcome), DueTime.at(outage.until()));
  }

  private static List<PassResult> results(List<Policy> covered, PassOutcome outcome) {
    return covered.stream().map(policy -> new PassResult(policy, outcome)).toList();
  }

  @Override
  public void close() {
    policyConnections.close();
  }
}
