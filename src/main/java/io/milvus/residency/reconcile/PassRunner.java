package io.milvus.residency.reconcile;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.plan.PolicyPlan;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which collection each approach leads to, and runs a pass there. Whatever goes wrong is the
 * failure of the policies that take the approach, and puts only their own place in doubt.
 */
public final class PassRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PassRunner.class);

  /** In case that the end of another pass over the collection went unnoticed. */
  private static final Duration WHILE_TAKEN = Duration.ofSeconds(2);

  private final Supplier<PolicySnapshot> policies;
  private final EndpointAllowList endpoints;
  private final PolicyConnections routes;
  private final EventRecorder recorder;
  private final Clocks time;
  private final CircuitBreaker outages = new CircuitBreaker();
  private final ReleaseLock releasing = new ReleaseLock();
  private final CollectionRegistry sites = new CollectionRegistry();
  private final CollectionResolver resolver;

  /**
   * Knows nothing yet.
   *
   * @param policies tells all policies at the time of the call
   * @param endpoints the Milvus servers that policies may name
   * @param routes gives out connections and lists; closed with this
   * @param recorder is told what is done in Milvus
   * @param time what time it is
   */
  public PassRunner(
      Supplier<PolicySnapshot> policies,
      EndpointAllowList endpoints,
      PolicyConnections routes,
      EventRecorder recorder,
      Clocks time) {
    this.policies = policies;
    this.endpoints = endpoints;
    this.routes = routes;
    this.recorder = recorder;
    this.time = time;
    this.resolver = new CollectionResolver(sites, time.steady());
  }

  /**
   * What came of a pass.
   *
   * @param answers one for each policy that it has seen to
   * @param next when it is time for the next one
   */
  record Result(List<PassResult> answers, DueTime next) {}

  /**
   * Forgets what no policy leads to any more. Passes run meanwhile: what was taken into use since
   * the policies were read is kept.
   */
  void retain(PolicySnapshot all) {
    Set<CollectionRef> used = all.all().stream().map(Policy::approach).collect(toSet());
    Set<CollectionId> named =
        all.all().stream().flatMap(policy -> policy.collection().stream()).collect(toSet());
    resolver.retain(used, named);
    Set<CollectionRef.Way> ways = used.stream().map(CollectionRef::way).collect(toSet());
    outages.retain(ways);
    routes.retain(
        ways,
        all.all().stream().flatMap(Policy::configMaps).collect(toSet()),
        time.steady().instant());
  }

  /**
   * Runs a pass.
   *
   * @param again is told each approach that could not be seen to because of this pass and can be
   *     now
   */
  Result pass(CollectionRef approach, Consumer<CollectionRef> again) {
    // Taken now: the approach may well lead somewhere before something goes wrong.
    Resolution.Unknown unknown = resolver.failing(approach);
    try {
      return attempt(approach, unknown, again);
    } catch (CredentialSource.NotReadyException e) {
      return failed(approach, Reason.REFERENCE_NOT_READY, e.getMessage(), unknown);
    } catch (MilvusException e) {
      outages.failed(approach.way(), e, time.steady().instant());
      if (e.unbelievable()) {
        // Which collection it is was not certain: what is remembered of it does not count.
        sites.leadsNowhere(approach);
      }
      boolean absent = e.retry() == Retry.INTERVAL;
      Resolution tie = absent ? new Resolution.Absent() : unknown;
      return failed(approach, e.reason(), e.getMessage(), tie);
    } catch (RuntimeException | Error e) {
      if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
        // The whole process is in trouble, and no policy in particular.
        throw e;
      }
      return failed(approach, e, unknown);
    }
  }

  /** Something that nobody thought of: the log has all of it, the status the kind. */
  private Result failed(CollectionRef approach, Throwable e, Resolution.Unknown unknown) {
    if (unknown.attempts() == 1) {
      LOG.error("A pass over {} failed", approach.collection(), e);
    } else {
      LOG.error("A pass over {} failed again: {}", approach.collection(), e.toString());
    }
    String message = "The operator failed (" + e.getClass().getSimpleName() + "): see its log.";
    return failed(approach, Reason.MILVUS_ERROR, message, unknown);
  }

  private Result attempt(
      CollectionRef approach, Resolution.Unknown otherwise, Consumer<CollectionRef> again)
      throws CredentialSource.NotReadyException, MilvusException {
    if (!endpoints.allow(approach.way().uri())) {
      String message =
          "The operator may not talk to "
              + Address.of(approach.way().uri())
              + ": who runs it can allow that by --milvus-endpoints.";
      return failed(approach, Reason.ENDPOINT_NOT_ALLOWED, message, otherwise);
    }
    Instant steady = time.steady().instant();
    Optional<CircuitBreaker.Outage> outage = outages.of(approach.way(), steady);
    if (outage.isPresent()) {
      return unreachable(approach, outage.get(), otherwise);
    }
    Milvus milvus = routes.connect(approach.way(), steady);
    ObservedCollection seen = resolver.resolve(approach, milvus);
    Result result = enter(approach, seen, milvus, again);
    outages.answered(approach.way());
    return result;
  }

  private Result enter(
      CollectionRef approach, ObservedCollection seen, Milvus milvus, Consumer<CollectionRef> again)
      throws MilvusException {
    Optional<CollectionState> site = sites.enter(approach, seen.id());
    if (site.isEmpty()) {
      return new Result(List.of(), DueTime.at(time.steady().instant().plus(WHILE_TAKEN)));
    }
    try {
      return govern(approach, seen, site.get(), milvus);
    } finally {
      sites.leave(approach, seen.id()).forEach(again);
    }
  }

  private Result govern(
      CollectionRef approach, ObservedCollection seen, CollectionState site, Milvus milvus)
      throws MilvusException {
    BiFunction<NamespacedName, String, PartitionList> lists =
        (configMap, key) -> routes.list(configMap, key, time.steady().instant());
    ClaimCollector claimants =
        new ClaimCollector(resolver.ties(), approach, seen.id(), lists, milvus);
    Supplier<ClaimSet> present = () -> claimants.of(policies.get());
    PolicySnapshot all = policies.get();
    CollectionPass pass = new CollectionPass(milvus, recorder.among(all), site, releasing, present);
    List<Policy> covered = covered(all, approach, seen.name());
    if (covered.isEmpty()) {
      return new Result(List.of(), DueTime.at(time.steady().instant()));
    }
    CollectionPass.Result result = pass.run(approach.collection(), seen, time);
    resolver.leads(approach, new Resolution.Bound(result.observed()));
    return new Result(
        covered.stream().map(policy -> new PassResult(policy, outcome(policy, result))).toList(),
        RequeueTime.after(result, covered, site, time.steady().instant()));
  }

  private static PassOutcome outcome(Policy policy, CollectionPass.Result result) {
    return new PassOutcome.Planned(
        result.observed(), result.plan().shares().getOrDefault(policy.name(), PolicyPlan.NONE));
  }

  /** Policies that the pass has looked for: by the name it asked for, or by the real name. */
  private static List<Policy> covered(PolicySnapshot all, CollectionRef approach, String realName) {
    Set<CollectionRef> names = new HashSet<>(List.of(approach));
    names.add(new CollectionRef(approach.way(), realName));
    return all.all().stream()
        .filter(policy -> policy.invalid().isEmpty())
        .filter(policy -> names.contains(policy.approach()))
        .toList();
  }

  private Result failed(CollectionRef approach, Reason reason, String message, Resolution tie) {
    resolver.leads(approach, tie);
    List<Policy> covered = covered(policies.get(), approach, approach.collection());
    return new Result(
        answers(covered, new PassOutcome.Failed(reason, message)),
        RequeueTime.afterFailure(covered, tie, time.steady().instant()));
  }

  /** Without asking: it was found out for another collection. */
  private Result unreachable(
      CollectionRef approach, CircuitBreaker.Outage outage, Resolution.Unknown tie) {
    resolver.leads(approach, tie);
    Reason reason = outage.why().reason();
    PassOutcome outcome = new PassOutcome.Failed(reason, outage.why().getMessage());
    return new Result(
        answers(covered(policies.get(), approach, approach.collection()), outcome),
        DueTime.at(outage.until()));
  }

  private static List<PassResult> answers(List<Policy> covered, PassOutcome outcome) {
    return covered.stream().map(policy -> new PassResult(policy, outcome)).toList();
  }

  @Override
  public void close() {
    routes.close();
  }
}
