package io.milvus.residency.simulation;

import io.milvus.residency.model.PolicyName;
import io.milvus.residency.simulation.Transition.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first release that an edit adds or brings forward for one partition, else the first change.
 *
 * @param partition the name of the partition
 * @param change what the edit changes
 * @param event the first load or release that differs: for what the edit adds or brings forward,
 *     that of the new policies, else that of the old ones
 * @param otherwise the time of the next such load or release with the other policies; empty if
 *     there is none in the period
 */
public record Difference(
    String partition, Change change, Event event, Optional<Instant> otherwise) {

  /** The order by change, then by time and name. */
  static final Comparator<Difference> ORDER =
      Comparator.comparing(Difference::change)
          .thenComparing(difference -> difference.event().time())
          .thenComparing(Difference::partition);

  /** The effect of an edit, the most important first. */
  public enum Change {
    /** Released, and not with the old policies. */
    RELEASED("Released"),
    RELEASED_EARLIER("Released earlier"),
    /** Loaded with the old policies only. */
    NOT_LOADED("Not loaded"),
    LOADED_LATER("Loaded later"),
    /** Loaded, and not with the old policies. */
    LOADED("Loaded"),
    LOADED_EARLIER("Loaded earlier"),
    /** Released with the old policies only. */
    NOT_RELEASED("Not released"),
    RELEASED_LATER("Released later");

    private final String text;

    Change(String text) {
      this.text = text;
    }

    /** Returns the words for people. */
    @Override
    public String toString() {
      return text;
    }

    private static Change of(Kind kind, boolean added, boolean other) {
      if (kind == Kind.RELEASE) {
        return added
            ? (other ? RELEASED_EARLIER : RELEASED)
            : (other ? RELEASED_LATER : NOT_RELEASED);
      }
      return added ? (other ? LOADED_EARLIER : LOADED) : (other ? LOADED_LATER : NOT_LOADED);
    }
  }

  /**
   * A load or release of one partition.
   *
   * @param time the time
   * @param kind what is done
   * @param policy the policy that wants it
   * @param rule the name of its rule; empty if no rule decides the partition any more
   */
  public record Event(Instant time, Kind kind, PolicyName policy, String rule) {}

  private record Moment(Instant time, Kind kind) {
    static Moment of(Event event) {
      return new Moment(event.time(), event.kind());
    }
  }

  /** Returns the difference for a partition; empty if the same happens at the same times. */
  static Optional<Difference> of(String partition, List<Event> before, List<Event> after) {
    List<Event> gone = without(before, after);
    List<Event> added = without(after, before);
    if (gone.isEmpty() && added.isEmpty()) {
      return Optional.empty();
    }
    return first(partition, releases(gone), releases(added))
        .filter(d -> d.change() == Change.RELEASED || d.change() == Change.RELEASED_EARLIER)
        .or(() -> first(partition, gone, added));
  }

  private static List<Event> releases(List<Event> events) {
    return events.stream().filter(event -> event.kind() == Kind.RELEASE).toList();
  }

  private static Optional<Difference> first(String partition, List<Event> gone, List<Event> added) {
    if (gone.isEmpty() && added.isEmpty()) {
      return Optional.empty();
    }
    boolean adds =
        gone.isEmpty() || (!added.isEmpty() && !added.get(0).time().isAfter(gone.get(0).time()));
    Event first = adds ? added.get(0) : gone.get(0);
    Optional<Instant> otherwise =
        (adds ? gone : added)
            .stream().filter(e -> e.kind() == first.kind()).map(Event::time).findFirst();
    return Optional.of(
        new Difference(
            partition, Change.of(first.kind(), adds, otherwise.isPresent()), first, otherwise));
  }

  private static List<Event> without(List<Event> events, List<Event> others) {
    Set<Moment> moments = others.stream().map(Moment::of).collect(Collectors.toSet());
    return events.stream().filter(event -> !moments.contains(Moment.of(event))).toList();
  }
}
