package io.milvus.residency.operator;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The story of a life, to find out why the life failed. */
final class LifeStory {

  private final String title;
  private final Instant begun = Instant.now();
  private final List<Event> events = new ArrayList<>();

  private record Event(Instant at, String what) {
    static Event of(MilvusCall call) {
      return new Event(call.at(), "  " + call.method() + " " + call.partitions());
    }
  }

  LifeStory(String title) {
    this.title = title;
  }

  void add(String what) {
    events.add(new Event(Instant.now(), what));
  }

  /** All events and calls, one a line. */
  String of(List<MilvusCall> calls) {
    return Stream.concat(events.stream(), calls.stream().map(Event::of))
        .sorted(Comparator.comparing(Event::at))
        .map(event -> "%6d ms %s".formatted(millis(event.at()), event.what()))
        .collect(joining("\n", title + "\n", "\n"));
  }

  String summary(List<MilvusCall> calls) {
    return "%s: %d events, %d calls, %d loads and %d releases in %d s"
        .formatted(
            title,
            events.size(),
            calls.size(),
            count(calls, "LoadPartitions"),
            count(calls, "ReleasePartitions"),
            millis(Instant.now()) / 1000);
  }

  private static long count(List<MilvusCall> calls, String method) {
    return calls.stream().filter(call -> call.method().equals(method)).count();
  }

  private long millis(Instant at) {
    return Duration.between(begun, at).toMillis();
  }
}
