package io.milvus.residency.testkit.milvus;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A partition of a {@link ScriptedCollection}, and its load. */
final class ScriptedPartition {

  static final int LOADED = 100;

  final long id;
  final long created = System.currentTimeMillis();
  final String name;
  private int rows;
  private Optional<LoadCourse> course = Optional.empty();
  private Set<ScriptedPartition> task = Set.of();
  private int hidden;
  private boolean serves;
  private int looksUntilServing;
  private int looksUntilFreed;
  private int polls;
  private int shown;
  private int looksSinceProgress;
  private Instant lastProgress = Instant.EPOCH;

  ScriptedPartition(long id, String name) {
    this.id = id;
    this.name = name;
  }

  void insert(int more) {
    rows += more;
  }

  /** Returns the number of rows; a load that does not fit is one of rows. */
  int rows() {
    boolean large = course.flatMap(LoadCourse::failure).isPresent();
    return large ? Math.max(1, rows) : rows;
  }

  /** Returns whether the load set shows the partition. */
  boolean resident() {
    return taken() && hidden == 0;
  }

  /** Returns whether the partition is loaded, loading or about to load. */
  boolean taken() {
    return course.isPresent();
  }

  /** Returns whether the partition has been loaded completely. */
  boolean complete() {
    return taken() && shown == LOADED;
  }

  /** Returns whether the partition is loading, and never completes. */
  boolean stuck() {
    return stuckCourse().isPresent();
  }

  /** Returns the course of a load that never completes. */
  Optional<LoadCourse> stuckCourse() {
    return course.filter(LoadCourse::incomplete);
  }

  /** Returns whether the script says that the load fails now. */
  boolean over() {
    return course.filter(c -> c.over(polls)).isPresent();
  }

  boolean idle(LoadTimeout timeout) {
    return timeout.over(looksSinceProgress, lastProgress);
  }

  /** Returns the partitions that are loaded in one task with this one. */
  Set<ScriptedPartition> task() {
    return task;
  }

  void setTask(Set<ScriptedPartition> task) {
    this.task = task;
  }

  void lookedAt() {
    hidden = Math.max(0, hidden - 1);
  }

  /**
   * Counts a look for rows, and returns whether the query nodes hold them. Those of a reloaded
   * partition stay.
   */
  boolean held() {
    serves |= complete() && looksUntilServing-- <= 0;
    return rows() > 0 && (taken() ? serves : looksUntilFreed-- > 0);
  }

  /** Begins a load whose rows are served this number of looks for rows after it is complete. */
  void load(LoadCourse how, Instant now, int late) {
    looksUntilServing = late;
    course = Optional.of(how);
    hidden = how.hidden();
    polls = 0;
    shown = 0;
    looksSinceProgress = 0;
    lastProgress = now;
  }

  /** Releases the partition; its rows stay on the query nodes for this number of looks for them. */
  void release(int late) {
    looksUntilFreed = serves ? late : 0;
    serves = false;
    course = Optional.empty();
    task = Set.of();
  }

  /** Returns the progress in percent, and advances the load. */
  int poll(Instant now) {
    int next = course.orElseThrow().percent(polls);
    polls++;
    looksSinceProgress++;
    if (next != shown) {
      looksSinceProgress = 0;
      lastProgress = now;
    }
    shown = next;
    serves |= next == LOADED && looksUntilServing <= 0;
    return next;
  }

  /** Returns the progress in percent of a load that stands still. */
  int pollBlocked() {
    looksSinceProgress++;
    return shown;
  }

  /** Returns the error of a failing load. */
  Optional<String> failure() {
    return course.flatMap(LoadCourse::failure).filter(why -> polls > 0);
  }
}
