package io.milvus.residency.operator;

import io.milvus.residency.milvus.MilvusCall;
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
final class Checker {

  private static final Set<String> READS =
      Set.of(
          "GetVersion",
          "DescribeCollection",
          "HasCollection",
          "ShowPartitions",
          "GetLoadState",
          "GetReplicas",
          "GetPersistentSegmentInfo",
          "GetQuerySegmentInfo");
  private static final String LOADED = "Loaded";
  private static final String NOT_LOADED = "NotLoad";

  private final Journal journal;
  private final String collection;

  Checker(Journal journal, String collection) {
    this.journal = journal;
    this.collection = collection;
  }

  /** What is wrong with the calls, each in a sentence. */
  List<String> violations(List<MilvusCall> calls) {
    Residents residents = new Residents(journal, calls);
    return calls.stream()
        .filter(call -> !READS.contains(call.method()))
        .flatMap(call -> violations(call, residents).map(what -> what + ": " + call))
        .toList();
  }

  private Stream<String> violations(MilvusCall call, Residents residents) {
    if (!call.collection().equals(collection)) {
      return Stream.of("a change of another collection");
    }
    List<String> untouched = call.partitions().stream().filter(name -> !mentioned(name)).toList();
    if (!untouched.isEmpty()) {
      return Stream.of("nobody ever wrote of " + untouched);
    }
    return switch (call.method()) {
      case "LoadPartitions" -> unjustified(call, set -> all(call, set::loads));
      case "ReleasePartitions" -> {
        long left = residents.without(call.partitions(), call.at());
        yield Stream.concat(
            unjustified(call, set -> all(call, set::releases) && left >= set.floor()),
            call.partitions().stream()
                .filter(name -> early(call.at(), name))
                .map(name -> name + " did not wait its releaseDelay"));
      }
      default -> Stream.of("a call that the operator never makes");
    };
  }

  private static boolean all(MilvusCall call, Predicate<String> names) {
    return call.partitions().stream().allMatch(names);
  }

  /** One and the same state of the policies has to justify all of a call. */
  private Stream<String> unjustified(MilvusCall call, Predicate<PolicySet> justified) {
    return journal.inForce(call.at()).stream().anyMatch(justified)
        ? Stream.empty()
        : Stream.of("not justified by any policies that may have been in force");
  }

  /** Whether all that may have been in force and releases it lets it wait for longer. */
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
            .allMatch(m -> journal.inForce(m).stream().anyMatch(set -> set.releases(partition)));
    return throughout && !since.isBefore(journal.startBefore(at));
  }

  private boolean mentioned(String partition) {
    return journal.all().stream().anyMatch(set -> set.mentions(partition));
  }

  /**
   * What is not as it has to be when all has come to rest.
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
