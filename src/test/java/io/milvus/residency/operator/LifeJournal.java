package io.milvus.residency.operator;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A journal of what people did and when, and of what the operator reported as read.
 *
 * <p>The API server tells the operator of policies in the order of their writes. So at each moment
 * it goes by what was written up to some point, which is not before what it has told to have read
 * and not after what has been begun to be written. Lists come by a watch of their own, soon after
 * they were written.
 */
final class LifeJournal {

  /** The age at which a write has been read, unless the API server was away. */
  private static final Duration READ = Duration.ofSeconds(30);

  /** A list of which the API server has told nothing for so long can't be read any more. */
  private static final Duration LOST = Duration.ofSeconds(11);

  /** A version of a policy; one that was deleted and created again has another uid. */
  record Version(String uid, long generation) {}

  /** A load or release of a partition by another client. */
  record Touch(Instant at, String partition, boolean load) {}

  /**
   * Something was written.
   *
   * @param number counts them
   * @param after all that there is from then on
   */
  record Write(int number, Instant begun, PolicySet after) {}

  /**
   * The state that the operator may act on.
   *
   * @param policies the last write of a policy that it knows
   * @param list the last write of the list that it knows
   * @param astray names the policies of which it can't know yet that they lead to the collection
   */
  record View(Write policies, Write list, Set<String> astray) {
    PolicySet set() {
      return policies.after().with(list.after().list()).without(astray);
    }
  }

  /** An approval of the releases of some partitions. */
  private record Approved(Instant at, Set<String> partitions) {}

  private record Span(Instant begin, Instant end) {}

  private final List<Write> writes =
      new CopyOnWriteArrayList<>(List.of(new Write(0, Instant.EPOCH, PolicySet.EMPTY)));
  private final Map<Version, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, String> uids = new ConcurrentHashMap<>();
  private final Map<String, Instant> bound = new ConcurrentHashMap<>();
  private final Map<Version, Instant> read = new ConcurrentHashMap<>();
  private final List<Touch> touches = new CopyOnWriteArrayList<>();
  private final List<Instant> starts = new CopyOnWriteArrayList<>();
  private final List<Approved> approvals = new CopyOnWriteArrayList<>();
  private final Map<Instant, Integer> noticed = new ConcurrentHashMap<>();
  private final List<Span> away = new CopyOnWriteArrayList<>();

  /** Records that a user begins to write or delete something. */
  void begin(Instant at, PolicySet after) {
    writes.add(new Write(writes.size(), at, after));
  }

  /** The last write has led to this version of a policy, unless that was there before. */
  void wrote(String policy, Version version) {
    numbers.putIfAbsent(version, writes.size() - 1);
    last().get(policy).ifPresent(entry -> uids.put(entry.born(), version.uid()));
  }

  /** The operator tells that a policy leads to the collection. */
  void bound(Instant at, String uid) {
    bound.putIfAbsent(uid, at);
  }

  /** The operator tells that it has read a version. */
  void read(Instant at, Version version) {
    read.putIfAbsent(version, at);
  }

  /** The operator has told that it has seen all that is written now. */
  void noticed(Instant at) {
    noticed.put(at, writes.size() - 1);
  }

  void touched(Touch touch) {
    touches.add(touch);
  }

  List<Touch> touches() {
    return touches;
  }

  /** Records that a user approves the releases of some partitions. */
  void approved(Instant at, Set<String> partitions) {
    approvals.add(new Approved(at, partitions));
  }

  boolean approvedWithin(Instant from, Instant to, String partition) {
    return approvals.stream()
        .filter(approved -> !approved.at().isBefore(from) && !approved.at().isAfter(to))
        .anyMatch(approved -> approved.partitions().contains(partition));
  }

  /** Records that the operator starts again. */
  void started(Instant at) {
    starts.add(at);
  }

  /** The API server could not be reached, or not be asked for everything. */
  void away(Instant from, Instant to) {
    away.add(new Span(from, to));
  }

  boolean noticedWithin(Instant from, Instant to) {
    return noticed.keySet().stream().anyMatch(at -> at.isAfter(from) && at.isBefore(to));
  }

  /** Returns the states that the operator may act on at a moment, the oldest first. */
  List<PolicySet> inForce(Instant at) {
    return views(at, Duration.ZERO, READ).stream().map(View::set).distinct().toList();
  }

  /**
   * The same, with what it comes from.
   *
   * @param policies how long ago policies may have been read, though somebody else has read others
   * @param late how long ago the list may have been read
   */
  List<View> views(Instant at, Duration policies, Duration late) {
    List<Write> lists = lists(at, late);
    List<View> views = new ArrayList<>();
    writes.stream()
        .skip(lastRead(at.minus(policies)))
        .filter(write -> !write.begun().isAfter(at))
        .forEach(
            write -> {
              List<Write> its = write.after().readsList() ? lists : lists.subList(0, 1);
              for (Write list : its) {
                views.add(new View(write, list, Set.of()));
                Stream.of(true, false)
                    .map(far -> astray(write.after(), far, at.minus(policies)))
                    .filter(astray -> !astray.isEmpty())
                    .forEach(astray -> views.add(new View(write, list, astray)));
              }
            });
    return views;
  }

  /** A policy of another connection need not know of a name that nobody has resolved yet. */
  private Set<String> astray(PolicySet set, boolean far, Instant at) {
    return set.entries().entrySet().stream()
        .filter(policy -> policy.getValue().text().far() == far)
        .filter(policy -> !isBound(policy.getValue().born(), at))
        .map(Map.Entry::getKey)
        .collect(toSet());
  }

  private boolean isBound(int born, Instant at) {
    return Optional.ofNullable(uids.get(born))
        .flatMap(uid -> Optional.ofNullable(bound.get(uid)))
        .filter(since -> !since.isAfter(at))
        .isPresent();
  }

  private int lastRead(Instant at) {
    int told =
        read.entrySet().stream()
            .filter(version -> !version.getValue().isAfter(at))
            .mapToInt(version -> numbers.getOrDefault(version.getKey(), 0))
            .max()
            .orElse(0);
    int known =
        noticed.entrySet().stream()
            .filter(moment -> !moment.getKey().isAfter(at))
            .mapToInt(Map.Entry::getValue)
            .max()
            .orElse(0);
    return Math.max(Math.max(told, known), lastBefore(before(at, READ)));
  }

  /** Returns the writes whose list may be the one that was read last. */
  private List<Write> lists(Instant at, Duration late) {
    Instant lost = at.minus(late).minus(LOST);
    return writes.stream()
        .skip(Math.max(lastBefore(before(at, late)), lastBefore(lost)))
        .filter(write -> !write.begun().isAfter(at))
        .toList();
  }

  /** So long before, or before the API server went away if that still has effects. */
  private Instant before(Instant at, Duration time) {
    Instant before = at.minus(time);
    return away.stream()
        .filter(span -> span.begin().isBefore(at) && span.end().plus(READ).isAfter(at))
        .map(span -> span.begin().minus(time))
        .filter(begin -> begin.isBefore(before))
        .min(Instant::compareTo)
        .orElse(before);
  }

  private int lastBefore(Instant at) {
    return IntStream.range(0, writes.size())
        .filter(i -> !writes.get(i).begun().isAfter(at))
        .max()
        .orElse(0);
  }

  /** All that was ever written, oldest first. */
  List<Write> writes() {
    return writes;
  }

  PolicySet last() {
    return writes.get(writes.size() - 1).after();
  }

  /** When the operator that runs at a moment began. */
  Instant startBefore(Instant at) {
    return starts.stream()
        .filter(start -> !start.isAfter(at))
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** The moments at which what is in force may have changed. */
  List<Instant> moments() {
    return Stream.concat(writes.stream().map(Write::begun), read.values().stream())
        .sorted()
        .toList();
  }
}
