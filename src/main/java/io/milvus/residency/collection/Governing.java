package io.milvus.residency.collection;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.MilvusException.Retry;
import io.milvus.residency.plan.Claims;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.ListContent;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Outcome;
import io.milvus.residency.plan.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which collection each approach leads to, and runs a pass there. Whatever goes wrong is the
 * failure of the policies that take the approach, and puts only their own place in doubt.
 */
final class Governing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Governing.class);

  /** In case that the end of another pass over the collection went unnoticed. */
  private static final Duration WHILE_TAKEN = Duration.ofSeconds(2);

  private final Supplier<Policies> policies;
  private final Endpoints endpoints;
  private final Routes routes;
  private final Recorder recorder;
  private final Time time;
  private final Consumer<Approach> again;
  private final Outages outages = new Outages();
  private final Releasing releasing = new Releasing();
  private final Sites sites = new Sites();
  private final Map<Approach, Tie> ties = new ConcurrentHashMap<>();
  private final Grace<Approach> approachesInUse = new Grace<>();

  /**
   * Knows nothing yet.
   *
   * @param again is told an approach that could not be seen to and can be now
   */
  Governing(
      Supplier<Policies> policies,
      Endpoints endpoints,
      Routes routes,
      Recorder recorder,
      Time time,
      Consumer<Approach> again) {
    this.policies = policies;
    this.endpoints = endpoints;
    this.routes = routes;
    this.recorder = recorder;
    this.time = time;
    this.again = again;
  }

  /**
   * What came of a pass.
   *
   * @param answers one for each policy that it has seen to
   * @param next when it is time for the next one
   */
  record Result(List<Answer> answers, Due next) {}

  /**
   * Forgets what no policy leads to any more. Passes run meanwhile: what was taken into use since
   * the policies were read is kept.
   */
  void retain(Policies all) {
    Instant steady = time.steady().instant();
    Set<Approach> used = all.all().stream().map(Approach::of).collect(toSet());
    Set<CollectionId> named =
        all.all().stream().flatMap(policy -> policy.collection().stream()).collect(toSet());
    synchronized (this) {
      Set<Approach> kept = approachesInUse.kept(used, steady);
      ties.keySet().retainAll(kept);
      sites.retain(kept, named);
    }
    Set<Approach.Way> ways = used.stream().map(Approach::way).collect(toSet());
    outages.retain(ways);
    routes.retain(ways, all.all().stream().flatMap(Policy::configMaps).collect(toSet()), steady);
  }

  private synchronized void tie(Approach approach, Tie tie) {
    approachesInUse.use(approach, time.steady().instant());
    ties.put(approach, tie);
    if (tie instanceof Tie.Absent) {
      sites.leadsNowhere(approach);
    }
  }

  /** Runs a pass. */
  Result pass(Approach approach) {
    // Taken now: the approach may well lead somewhere before something goes wrong.
    Tie.Unknown unknown =
        new Tie.Unknown(ties.get(approach) instanceof Tie.Unknown u ? u.attempts() + 1 : 1);
    try {
      return attempt(approach, unknown);
    } catch (References.NotReadyException e) {
      return failed(approach, Reason.REFERENCE_NOT_READY, e.getMessage(), unknown);
    } catch (MilvusException e) {
      outages.failed(approach.way(), e, time.steady().instant());
      if (e.unbelievable()) {
        // Which collection it is was not certain: what is remembered of it does not count.
        sites.leadsNowhere(approach);
      }
      boolean absent = e.retry() == Retry.INTERVAL;
      Tie tie = absent ? new Tie.Absent() : unknown;
      return failed(approach, e.reason(), e.getMessage(), tie);
    } catch (RuntimeException | Error e) {
      if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
        // The whole process is in trouble, and no policy in particular.
        throw e;
      }
      if (unknown.attempts() == 1) {
        LOG.error("A pass over {} failed", approach.collection(), e);
      } else {
        LOG.error("A pass over {} failed again: {}", approach.collection(), e.toString());
      }
      String message = "The operator failed (" + e.getClass().getSimpleName() + "): see its log.";
      return failed(approach, Reason.MILVUS_ERROR, message, unknown);
    }
  }

  private Result attempt(Approach approach, Tie.Unknown otherwise)
      throws References.NotReadyException, MilvusException {
    if (!endpoints.allow(approach.way().uri())) {
      String message =
          "The operator may not talk to "
              + Address.of(approach.way().uri())
              + ": who runs it can allow that by --milvus-endpoints.";
      return failed(approach, Reason.ENDPOINT_NOT_ALLOWED, message, otherwise);
    }
    Instant steady = time.steady().instant();
    Optional<Outages.Outage> outage = outages.of(approach.way(), steady);
    if (outage.isPresent()) {
      return unreachable(approach, outage.get(), otherwise);
    }
    Milvus milvus = routes.connect(approach.way(), steady);
    Observed seen = look(approach, milvus);
    Result result = enter(approach, seen, milvus);
    outages.answered(approach.way());
    return result;
  }

  /**
   * Looks where an approach leads to. Where that is not known, or another collection than before,
   * two looks have to agree on it.
   */
  private Observed look(Approach approach, Milvus milvus) throws MilvusException {
    Optional<Observed> known =
        ties.get(approach) instanceof Tie.Bound bound
            ? Optional.of(bound.observed())
            : Optional.empty();
    Observed first = milvus.look(approach.collection(), known);
    if (known.filter(before -> before.id().equals(first.id())).isPresent()) {
      return first;
    }
    Observed second = milvus.look(approach.collection(), Optional.of(first));
    if (!second.id().equals(first.id())) {
      throw MilvusException.contradiction(
          "Milvus contradicts itself: "
              + approach.collection()
              + " is another collection at each look.");
    }
    return second;
  }

  private Result enter(Approach approach, Observed seen, Milvus milvus) throws MilvusException {
    tie(approach, new Tie.Bound(seen));
    tie(new Approach(approach.way(), seen.name()), new Tie.Bound(seen));
    Optional<Site> site = sites.enter(approach, seen.id());
    if (site.isEmpty()) {
      return new Result(List.of(), Due.at(time.steady().instant().plus(WHILE_TAKEN)));
    }
    try {
      return govern(approach, seen, site.get(), milvus);
    } finally {
      sites.leave(approach, seen.id()).forEach(again);
    }
  }

  private Result govern(Approach approach, Observed seen, Site site, Milvus milvus)
      throws MilvusException {
    BiFunction<ConfigMapName, String, ListContent> lists =
        (configMap, key) -> routes.list(configMap, key, time.steady().instant());
    Claimants claimants = new Claimants(ties, approach, seen.id(), lists, milvus);
    Supplier<Claims> present = () -> claimants.of(policies.get());
    Policies all = policies.get();
    Pass pass = new Pass(milvus, recorder.among(all), site, releasing, present);
    List<Policy> covered = covered(all, approach, seen.name());
    if (covered.isEmpty()) {
      return new Result(List.of(), Due.at(time.steady().instant()));
    }
    Pass.Result result = pass.run(approach.collection(), seen, time);
    tie(approach, new Tie.Bound(result.observed()));
    return new Result(
        covered.stream().map(policy -> new Answer(policy, outcome(policy, result))).toList(),
        NextLook.after(result, covered, site, time.steady().instant()));
  }

  private static Outcome outcome(Policy policy, Pass.Result result) {
    return new Outcome.Planned(
        result.observed(), result.plan().shares().getOrDefault(policy.name(), Share.NONE));
  }

  /** Policies that the pass has looked for: by the name it asked for, or by the real name. */
  private static List<Policy> covered(Policies all, Approach approach, String realName) {
    Set<Approach> names = new HashSet<>(List.of(approach));
    names.add(new Approach(approach.way(), realName));
    return all.all().stream()
        .filter(policy -> policy.spec().invalid().isEmpty())
        .filter(policy -> names.contains(Approach.of(policy)))
        .toList();
  }

  private Result failed(Approach approach, Reason reason, String message, Tie tie) {
    tie(approach, tie);
    List<Policy> covered = covered(policies.get(), approach, approach.collection());
    return new Result(
        answers(covered, new Outcome.Failed(reason, message)),
        NextLook.afterFailure(covered, tie, time.steady().instant()));
  }

  /** Without asking: it was found out for another collection. */
  private Result unreachable(Approach approach, Outages.Outage outage, Tie.Unknown tie) {
    tie(approach, tie);
    Reason reason = outage.why().reason();
    Outcome outcome = new Outcome.Failed(reason, outage.why().getMessage());
    return new Result(
        answers(covered(policies.get(), approach, approach.collection()), outcome),
        Due.at(outage.until()));
  }

  private static List<Answer> answers(List<Policy> covered, Outcome outcome) {
    return covered.stream().map(policy -> new Answer(policy, outcome)).toList();
  }

  @Override
  public void close() {
    routes.close();
  }
}
