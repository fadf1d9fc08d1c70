package io.milvus.residency.operator;

import io.milvus.residency.operator.LifeJournal.View;
import io.milvus.residency.operator.LifeJournal.Write;
import io.milvus.residency.operator.WrittenPolicy.Word;
import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Holds what the operator did against what was written. It knows the rules as they are told to
 * people, the log of the calls, and nothing of the operator.
 */
final class LifeChecker {

  private static final Set<String> READS =
      Set.of(
          "GetVersion",
          "DescribeCollection",
          "HasCollection",
          "ShowPartitions",
          "GetLoadState",
          "GetLoadingProgress",
          "GetReplicas",
          "GetPersistentSegmentInfo",
          "GetQuerySegmentInfo");
  static final String LOADED = "Loaded";
  private static final String NOT_LOADED = "NotLoad";

  /** A load is decided so long before it is called at most, amid trouble. */
  private static final Duration PASS = Duration.ofSeconds(10);

  /** Before a release all is read again. */
  private static final Duration AT_ONCE = Duration.ofMillis(500);

  /** A list comes by a watch of its own. */
  private static final Duration LATE = Duration.ofSeconds(4);

  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final String UNJUSTIFIED = "not justified by anything that may have been in force";

  private final LifeJournal journal;
  private final String collection;
  private final Duration pass;

  /**
   * Knows nothing yet.
   *
   * @param pass how long it takes at most from what a call is decided on to the call
   */
  LifeChecker(LifeJournal journal, String collection, Duration pass) {
    this.journal = journal;
    this.collection = collection;
    this.pass = pass;
  }

  /** Finds the calls that break the rules, each in a sentence. */
  List<String> violations(List<MilvusCall> calls) {
    ResidentPartitions residents = new ResidentPartitions(journal, calls);
    ReleaseConsent agreed = new ReleaseConsent(journal, calls, residents, pass);
    return calls.stream()
        .filter(call -> !READS.contains(call.method()))
        .flatMap(call -> violations(call, residents, agreed).map(what -> what + ": " + call))
        .toList();
  }

  private Stream<String> violations(
      MilvusCall call, ResidentPartitions residents, ReleaseConsent agreed) {
    if (!call.collection().equals(collection)) {
      return Stream.of("a change of another collection");
    }
    List<String> untouched = call.partitions().stream().filter(name -> !mentioned(name)).toList();
    if (!untouched.isEmpty()) {
      return Stream.of("nobody ever wrote of " + untouched);
    }
    return switch (call.method()) {
      case ResidentPartitions.LOAD ->
          journal.views(call.at(), PASS, PASS).stream()
                  .anyMatch(view -> all(call, view.set()::loads))
              ? Stream.empty()
              : Stream.of(UNJUSTIFIED);
      case ResidentPartitions.RELEASE ->
          Stream.concat(
              release(call, residents.without(call.partitions(), call.at()), agreed),
              call.partitions().stream()
                  .filter(name -> early(call.at(), name))
                  .map(name -> name + " did not wait its releaseDelay"));
      default -> Stream.of("a call that the operator never makes");
    };
  }

  /** Checks that one state of the written policies justifies a whole call. */
  private Stream<String> release(MilvusCall call, long left, ReleaseConsent agreed) {
    List<View> views =
        journal.views(call.at(), AT_ONCE, LATE).stream()
            .filter(view -> all(call, view.set()::releases) && left >= view.set().floor())
            .toList();
    if (views.isEmpty()) {
      return Stream.of(UNJUSTIFIED);
    }
    return views.stream().anyMatch(view -> agreed.to(call, view))
        ? Stream.empty()
        : Stream.of("more than people have agreed to");
  }

  private static boolean all(MilvusCall call, Predicate<String> names) {
    return call.partitions().stream().allMatch(names);
  }

  /**
   * Returns whether every policy in force that releases a partition lets the release wait longer.
   */
  private boolean early(Instant at, String partition) {
    List<PolicySet> releasing =
        journal.inForce(at).stream().filter(set -> set.releases(partition)).toList();
    return !releasing.isEmpty()
        && releasing.stream().noneMatch(set -> waited(at, partition, set.delay(partition)));
  }

  private boolean waited(Instant at, String partition, Duration delay) {
    Instant since = at.minus(delay);
    boolean throughout =
        Stream.concat(Stream.of(since), journal.moments().stream())
            .filter(moment -> !moment.isBefore(since) && !moment.isAfter(at))
            .allMatch(moment -> wanted(moment, partition));
    return throughout && !since.isBefore(journal.startBefore(at)) && passedOn(at, since, partition);
  }

  /** A policy of another connection may miss a state that lasted for a moment only. */
  private boolean wanted(Instant at, String partition) {
    return Stream.of(at, at.minus(MOMENT))
        .flatMap(moment -> journal.inForce(moment).stream())
        .anyMatch(set -> set.releases(partition));
  }

  /** The wait of a release is that of policies, and ends with the last that wants it. */
  private boolean passedOn(Instant at, Instant since, String partition) {
    List<PolicySet> before = new ArrayList<>(journal.inForce(since));
    journal.writes().stream()
        .filter(write -> write.begun().isAfter(since) && !write.begun().isAfter(at))
        .map(Write::after)
        .filter(set -> before.stream().anyMatch(earlier -> sharing(earlier, set, partition)))
        .forEach(before::add);
    return journal.inForce(at).stream()
        .filter(set -> set.releases(partition))
        .anyMatch(set -> before.stream().anyMatch(b -> sharing(b, set, partition)));
  }

  private static boolean sharing(PolicySet before, PolicySet after, String partition) {
    return before.releases(partition)
        && after.releases(partition)
        && after
            .acting(partition, Word.RELEASED)
            .anyMatch(
                now ->
                    before
                        .acting(partition, Word.RELEASED)
                        .anyMatch(then -> then.born() == now.born()));
  }

  private boolean mentioned(String partition) {
    return journal.writes().stream().anyMatch(write -> write.after().mentions(partition));
  }

  /**
   * Finds what is wrong once nothing changes any more.
   *
   * @param states the load states of all partitions
   */
  List<String> unrest(Map<String, String> states) {
    PolicySet last = journal.last();
    long loaded = states.values().stream().filter(LOADED::equals).count();
    List<String> wrong = new ArrayList<>();
    states.forEach(
        (name, state) -> {
          if (!mentioned(name) && !state.equals(left(name))) {
            wrong.add(name + " is " + state + ", and nobody ever wrote of it");
          }
          if (last.loads(name) && !state.equals(LOADED)) {
            wrong.add(name + " is " + state + " and wanted loaded");
          }
          if (last.releases(name) && !state.equals(NOT_LOADED) && loaded > last.floor()) {
            wrong.add(name + " is " + state + " and wanted released");
          }
        });
    return wrong;
  }

  /** How people have left it. */
  private String left(String partition) {
    return journal.touches().stream()
        .filter(touch -> touch.partition().equals(partition))
        .reduce((first, second) -> second)
        .map(touch -> touch.load() ? LOADED : NOT_LOADED)
        .orElse(NOT_LOADED);
  }
}
