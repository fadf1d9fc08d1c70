package io.milvus.residency.testkit.milvus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A collection of a {@link ScriptedMilvus}. */
public final class ScriptedCollection {

  private static final AtomicLong IDS = new AtomicLong(447_000_000_000_000_000L);

  final long id = IDS.incrementAndGet();
  final long created = System.currentTimeMillis();
  final String name;
  final boolean partitionKey;
  boolean indexed;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private boolean begun;
  private boolean loadsNew;

  public ScriptedCollection(String name, boolean partitionKey) {
    this.name = name;
    this.partitionKey = partitionKey;
    add("_default");
  }

  /** A partition. */
  public final class Part {
    final long id = IDS.incrementAndGet();
    final long created = System.currentTimeMillis();
    final String name;
    private Optional<LoadCourse> course = Optional.empty();
    private int polls;
    private int hidden;
    int rows;

    private Part(String name) {
      this.name = name;
    }

    boolean resident() {
      return taken() && hidden == 0;
    }

    /** Returns whether the partition is loaded, loading or about to load. */
    private boolean taken() {
      return course.filter(c -> !c.over(polls)).isPresent();
    }

    /** Returns the progress in percent, and advances the load. */
    int poll() {
      int now = course.orElseThrow().percent(polls);
      polls++;
      begun |= now > 0;
      return now;
    }

    private void go(LoadCourse how) {
      course = Optional.of(how);
      polls = 0;
      hidden = how.hidden();
    }

    private Optional<String> failure() {
      return course.flatMap(LoadCourse::failure).filter(why -> polls > 0);
    }
  }

  public void add(String partition) {
    Part part = new Part(partition);
    parts.put(partition, part);
    if (loadsNew && !resident().isEmpty()) {
      part.go(LoadCourse.in(0));
    }
  }

  public Collection<Part> all() {
    return parts.values();
  }

  /** Returns the partitions of these names; refuses an unknown name. */
  public List<Part> named(List<String> names) {
    List<Part> named = new ArrayList<>();
    for (String partition : names) {
      if (!parts.containsKey(partition)) {
        throw Refusal.noPartition(partition);
      }
      named.add(parts.get(partition));
    }
    return named;
  }

  public List<Part> resident() {
    return all().stream().filter(Part::resident).toList();
  }

  /** Counts a look for loads that are still hidden. */
  public void lookedAt() {
    all().forEach(part -> part.hidden = Math.max(0, part.hidden - 1));
  }

  /** Returns the error of a failing load, or of the last load if that failed. */
  public Optional<String> failure() {
    return all().stream().flatMap(part -> part.failure().stream()).findFirst();
  }

  /** Returns whether a load has begun, so that replicas are known. */
  public boolean begun() {
    begun &= !resident().isEmpty();
    return begun;
  }

  /** Loads the partitions that are not loaded, and returns them. */
  public List<Part> load(Collection<Part> which, LoadCourse how, boolean alsoNew) {
    forgetFailure();
    loadsNew = alsoNew || (loadsNew && !resident().isEmpty());
    List<Part> due = which.stream().filter(part -> !part.taken()).toList();
    due.forEach(part -> part.go(how));
    return due;
  }

  /** Releases the partitions that are not released, and returns them. */
  public List<Part> release(Collection<Part> which) {
    forgetFailure();
    List<Part> due = which.stream().filter(Part::taken).toList();
    which.forEach(part -> part.course = Optional.empty());
    return due;
  }

  /** Reloads all resident partitions that do not fail, except the given ones. */
  public void loadAgain(LoadCourse how, List<Part> without) {
    resident().stream()
        .filter(part -> !without.contains(part) && part.failure().isEmpty())
        .forEach(part -> part.go(how));
  }

  private void forgetFailure() {
    all().stream().filter(part -> !part.taken()).forEach(part -> part.course = Optional.empty());
  }
}
