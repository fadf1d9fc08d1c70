package io.milvus.residency.operator;

import static java.util.stream.Collectors.toSet;

import io.milvus.residency.operator.LifeJournal.Touch;
import io.milvus.residency.operator.LifeJournal.View;
import io.milvus.residency.operator.LifeJournal.Write;
import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Decides whether people consented to a release: the edit that wants it stays within its limit, but
 * for what a user has approved, or the edit was carried out before and only drift is corrected.
 *
 * <p>Nothing here is left to the clock, so that what an edit wants released it does from its begin.
 *
 * @param pass how long it takes at most from what a call is decided on to the call
 */
record ReleaseConsent(
    LifeJournal journal, List<MilvusCall> calls, ResidentPartitions residents, Duration pass) {

  /** The time after which a state has been seen, even amid trouble. */
  private static final Duration SEEN = Duration.ofSeconds(40);

  boolean to(MilvusCall call, View view) {
    return begins(view).stream()
        .anyMatch(
            begin ->
                settled(view.set(), begin, call.at())
                    || released(view.set(), begin, call).size()
                        <= view.set().limit(resident(begin, call).size()));
  }

  /** Once, after an edit began, nothing that it wants released may have been resident. */
  private boolean settled(PolicySet set, Instant begin, Instant before) {
    return !set.frozen()
        && Stream.concat(Stream.of(begin), residents.moments(begin, before))
            .anyMatch(
                at ->
                    !residents.maybe(at).isEmpty()
                        && RandomPolicyWriter.PARTITIONS.stream()
                            .filter(set::releases)
                            .noneMatch(partition -> residents.surely(partition, at)));
  }

  /**
   * Counts the releases of an edit in a call, without those of an earlier edit or with an approval.
   */
  private Set<String> released(PolicySet set, Instant begin, MilvusCall last) {
    return Stream.concat(
            Stream.of(last),
            between(begin, last, ResidentPartitions.RELEASE)
                .filter(call -> !older(call, begin, PolicySet::releases)))
        .flatMap(
            call ->
                call.partitions().stream()
                    .filter(name -> !journal.approvedWithin(begin, call.at(), name)))
        .filter(set::releases)
        .collect(toSet());
  }

  /** All that may have been resident when an edit was first seen. Its own loads do not count. */
  private Set<String> resident(Instant begin, MilvusCall last) {
    Set<String> resident = residents.maybe(begin);
    journal.touches().stream()
        .filter(touch -> touch.load() && touch.at().isAfter(begin))
        .filter(touch -> touch.at().isBefore(last.at()))
        .map(Touch::partition)
        .forEach(resident::add);
    between(begin, last, ResidentPartitions.LOAD)
        .filter(call -> older(call, begin, PolicySet::loads))
        .flatMap(call -> call.partitions().stream())
        .forEach(resident::add);
    return resident;
  }

  private Stream<MilvusCall> between(Instant begin, MilvusCall last, String method) {
    return calls.stream()
        .filter(call -> call.method().equals(method))
        .filter(call -> call.at().isAfter(begin) && call.at().isBefore(last.at()));
  }

  /** Returns whether a state before an edit may have caused a call. */
  private boolean older(MilvusCall call, Instant begin, BiPredicate<PolicySet, String> justified) {
    return journal.views(call.at(), pass, pass).stream()
        .filter(
            view -> view.policies().begun().isBefore(begin) || view.list().begun().isBefore(begin))
        .filter(view -> !begins(view).contains(begin))
        .anyMatch(
            view ->
                call.partitions().stream()
                    .allMatch(partition -> justified.test(view.set(), partition)));
  }

  /** When the edit can have begun, for it may not have been seen when it went for a while. */
  private Set<Instant> begins(View view) {
    List<Instant> policies = begins(view.policies(), PolicySet::samePolicies);
    if (!view.policies().after().readsList()) {
      return Set.copyOf(policies);
    }
    List<Instant> lists = begins(view.list(), (a, b) -> a.list().names().equals(b.list().names()));
    return policies.stream()
        .flatMap(policy -> lists.stream().map(list -> list.isAfter(policy) ? list : policy))
        .collect(toSet());
  }

  private List<Instant> begins(Write write, BiPredicate<PolicySet, PolicySet> same) {
    List<Write> writes = journal.writes();
    List<Instant> begins = new ArrayList<>();
    Write first = write;
    Write next = write;
    for (int i = write.number() - 1; i >= 0; i--) {
      Write before = writes.get(i);
      if (!same.test(before.after(), write.after())) {
        continue;
      }
      boolean broken = before.number() < first.number() - 1;
      if (broken && (before.after().skipsTo(first.after()) || seen(before, first))) {
        break;
      }
      // Of two edits with the same result, a pass may have seen only that there were two.
      if (before.after().skipsTo(next.after())) {
        begins.add(next.begun());
        next = before;
      }
      if (broken) {
        begins.add(first.begun());
      }
      first = before;
    }
    begins.add(first.begun());
    return begins;
  }

  /** Returns whether the operator must have seen a state in between. */
  private boolean seen(Write before, Write after) {
    Instant from = journal.writes().get(before.number() + 1).begun();
    return Duration.between(from, after.begun()).compareTo(SEEN) > 0
        || journal.noticedWithin(from, after.begun());
  }
}
