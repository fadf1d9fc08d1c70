package io.milvus.residency.collection;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.Reason;
import io.milvus.residency.collection.Approach.Way;
import io.milvus.residency.milvus.Access;
import io.milvus.residency.milvus.Connections;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.plan.Claims;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.Observed;
import io.milvus.residency.plan.Outcome;
import io.milvus.residency.plan.Share;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Knows which collection each approach leads to, and runs one pass at a time for each collection,
 * also where it is reached by several names or addresses.
 */
final class Governing implements AutoCloseable {

  private static final int CALLS_AT_ONCE = 8;

  private final Supplier<Policies> policies;
  private final Endpoints endpoints;
  private final References references;
  private final Lists lists;
  private final Connections connections;
  private final Recorder recorder;
  private final Clock clock;
  private final Lanes callers = new Lanes("get-load-state", CALLS_AT_ONCE);
  private final Outages outages = new Outages();
  private final Map<Approach, Tie> ties = new ConcurrentHashMap<>();
  private final Map<SiteKey, Site> sites = new ConcurrentHashMap<>();
  private final Map<CollectionId, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<Way, Access> accesses = new ConcurrentHashMap<>();

  private final Grace<Way> waysInUse = new Grace<>();
  private final Grace<Access> accessesInUse = new Grace<>();

  private record SiteKey(Way way, CollectionId collection) {}

  Governing(
      Supplier<Policies> policies,
      Endpoints endpoints,
      References references,
      Lists lists,
      Connections connections,
      Recorder recorder,
      Clock clock) {
    this.policies = policies;
    this.endpoints = endpoints;
    this.references = references;
    this.lists = lists;
    this.connections = connections;
    this.recorder = recorder;
    this.clock = clock;
  }

  /**
   * Forgets what no policy uses any more. Passes run side by side: what one of them has taken into
   * use before this begins is known here, and what comes after is not touched.
   */
  synchronized void retain(Policies all) {
    Instant now = clock.instant();
    Set<Approach> used = all.all().stream().map(Approach::of).collect(toSet());
    ties.keySet().removeIf(approach -> !used.contains(approach));
    Set<Way> ways = waysInUse.kept(used.stream().map(Approach::way).collect(toSet()), now);
    sites.keySet().removeIf(site -> !ways.contains(site.way()));
    accesses.keySet().retainAll(ways);
    outages.retain(ways);
    connections.retain(accessesInUse.kept(Set.copyOf(accesses.values()), now));
    lists.retain(all.all().stream().flatMap(Policy::configMaps).collect(toSet()));
    references.retain(ways.stream().flatMap(Way::secrets).collect(toSet()));
  }

  /** Runs a pass for a policy; it answers for all policies that it has seen to. */
  List<Answer> pass(Policy policy) {
    Approach approach = Approach.of(policy);
    if (!endpoints.allow(approach.way().uri())) {
      return failed(
          approach,
          Reason.ENDPOINT_NOT_ALLOWED,
          "The operator may not talk to "
              + Address.of(approach.way().uri())
              + ": who runs it can allow that by --milvus-endpoints.",
          unknown(approach));
    }
    Optional<Outages.Outage> outage = outages.of(approach.way(), clock.instant());
    if (outage.isPresent()) {
      return unreachable(approach, outage.get());
    }
    try {
      Milvus milvus = connect(approach.way());
      Observed seen =
          ties.get(approach) instanceof Tie.Bound bound
              ? bound.observed()
              : milvus.look(approach.collection(), Optional.empty());
      List<Answer> answers = locked(approach, seen, milvus);
      outages.answered(approach.way());
      return answers;
    } catch (References.NotReadyException e) {
      return failed(approach, Reason.REFERENCE_NOT_READY, e.getMessage(), unknown(approach));
    } catch (MilvusException e) {
      outages.failed(approach.way(), e, clock.instant());
      boolean absent = FaultReasons.retry(e.fault()) == FaultReasons.Retry.INTERVAL;
      Tie tie = absent ? new Tie.Absent() : unknown(approach);
      return failed(approach, FaultReasons.of(e.fault()), e.getMessage(), tie);
    }
  }

  private Milvus connect(Way way) throws References.NotReadyException {
    use(way);
    Credentials credentials =
        way.credentials().isPresent()
            ? references.credentials(way.credentials().get())
            : new Credentials.None();
    Tls tls = way.tls().isPresent() ? references.tls(way.tls().get()) : Tls.DEFAULT;
    return connect(
        way, new Access(way.uri(), way.database(), credentials, tls.named(way.serverName())));
  }

  private synchronized void use(Way way) {
    waysInUse.use(way, clock.instant());
  }

  private synchronized Milvus connect(Way way, Access access) {
    accesses.put(way, access);
    accessesInUse.use(access, clock.instant());
    return connections.to(access);
  }

  private List<Answer> locked(Approach approach, Observed before, Milvus milvus)
      throws MilvusException {
    Observed known = before;
    while (true) {
      ReentrantLock lock = locks.computeIfAbsent(known.id(), id -> new ReentrantLock());
      lock.lock();
      try {
        Observed seen = milvus.look(approach.collection(), Optional.of(known));
        ties.put(approach, new Tie.Bound(seen));
        ties.put(new Approach(approach.way(), seen.name()), new Tie.Bound(seen));
        if (seen.id().equals(known.id())) {
          return pass(approach, seen, milvus);
        }
        sites.remove(new SiteKey(approach.way(), known.id()));
        known = seen;
      } finally {
        lock.unlock();
      }
    }
  }

  private List<Answer> pass(Approach approach, Observed seen, Milvus milvus)
      throws MilvusException {
    // Read only now: whoever had the lock may have taken long, and edits count from when they are
    // made.
    Policies all = policies.get();
    List<Policy> covered = covered(all, approach, seen.name());
    if (covered.isEmpty()) {
      return List.of();
    }
    Claims claims = new Claimants(ties, approach, seen.id(), lists, milvus).of(all);
    // After all that is decided on: the wait of a release must not begin before it was wanted.
    Instant now = clock.instant();
    Site site = sites.computeIfAbsent(new SiteKey(approach.way(), seen.id()), key -> new Site(now));
    LoadStates states = new LoadStates(milvus, callers.of(approach.way().uri()));
    Pass.Result result =
        new Pass(milvus, states, recorder, site).run(approach.collection(), seen, claims, now);
    ties.put(approach, new Tie.Bound(result.observed()));
    Instant until = NextLook.after(result, covered, site, now);
    return covered.stream()
        .map(policy -> new Answer(policy, outcome(policy, result), until))
        .toList();
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

  private Tie.Unknown unknown(Approach approach) {
    return new Tie.Unknown(ties.get(approach) instanceof Tie.Unknown u ? u.attempts() + 1 : 1);
  }

  private List<Answer> failed(Approach approach, Reason reason, String message, Tie tie) {
    ties.put(approach, tie);
    Outcome outcome = new Outcome.Failed(reason, message);
    Instant now = clock.instant();
    return covered(policies.get(), approach, approach.collection()).stream()
        .map(policy -> new Answer(policy, outcome, now.plus(NextLook.afterFailure(policy, tie))))
        .toList();
  }

  /** Without asking: it was found out for another collection. */
  private List<Answer> unreachable(Approach approach, Outages.Outage outage) {
    ties.put(approach, unknown(approach));
    Outcome outcome =
        new Outcome.Failed(FaultReasons.of(outage.why().fault()), outage.why().getMessage());
    return covered(policies.get(), approach, approach.collection()).stream()
        .map(policy -> new Answer(policy, outcome, outage.until()))
        .toList();
  }

  @Override
  public void close() {
    callers.close();
    connections.close();
  }
}
