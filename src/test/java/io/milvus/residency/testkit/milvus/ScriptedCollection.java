package io.milvus.residency.testkit.milvus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A collection of a {@link ScriptedMilvus}. */
public final class ScriptedCollection {

  private static final AtomicLong IDS = new AtomicLong(447_000_000_000_000_000L);

  /** The looks for rows of a later load that come before 2.3 serves them, some seconds [seen]. */
  private static final int LATE = 2;

  final long id = IDS.incrementAndGet();
  final long created = System.currentTimeMillis();
  final String name;
  final boolean partitionKey;
  boolean indexed;
  private final LoadScript script;
  private final Map<String, ScriptedPartition> parts = new LinkedHashMap<>();
  private final Set<ScriptedPartition> stuck = new LinkedHashSet<>();
  private Optional<LoadConfig> config = Optional.empty();
  private boolean served;
  private boolean loadsNew;
  private Optional<String> lastFailure = Optional.empty();

  ScriptedCollection(String name, boolean partitionKey, LoadScript script) {
    this.name = name;
    this.partitionKey = partitionKey;
    this.script = script;
    add("_default");
  }

  void add(String partition) {
    ScriptedPartition part = new ScriptedPartition(IDS.incrementAndGet(), partition);
    giveUp();
    List<ScriptedPartition> others = taken();
    parts.put(partition, part);
    if (loadsNew && !others.isEmpty()) {
      begin(part, LoadCourse.in(0));
      form(script.era() == MilvusEra.WAL ? taken() : List.of(part));
    }
  }

  Collection<ScriptedPartition> all() {
    return parts.values();
  }

  /** Returns the partitions of these names; refuses an unknown name. */
  List<ScriptedPartition> named(List<String> names) {
    List<ScriptedPartition> named = new ArrayList<>();
    for (String partition : names) {
      if (!parts.containsKey(partition)) {
        throw Refusal.noPartition(partition);
      }
      named.add(parts.get(partition));
    }
    return named;
  }

  List<ScriptedPartition> resident() {
    return all().stream().filter(ScriptedPartition::resident).toList();
  }

  private List<ScriptedPartition> taken() {
    return all().stream().filter(ScriptedPartition::taken).toList();
  }

  /** Counts a look for loads that are still hidden. */
  void lookedAt() {
    all().forEach(ScriptedPartition::lookedAt);
  }

  /** Returns the progress of a partition in percent, and advances its load. */
  int poll(ScriptedPartition part) {
    int now = blocked(part) ? part.pollBlocked() : part.poll(script.now());
    served |= now == ScriptedPartition.LOADED;
    return now;
  }

  /**
   * Returns whether a load makes no progress beside one that does not fit. 2.3.5 waits only in the
   * first load of a collection [seen]; from 2.4.6 on, 100 % needs the next target with all loads in
   * it [inf].
   */
  private boolean blocked(ScriptedPartition part) {
    boolean waits = script.era() == MilvusEra.JOBS ? !served : !part.complete();
    return waits && !part.stuck() && !stuck.isEmpty();
  }

  /** Returns the error of a failing load, or of the last load if that failed. */
  Optional<String> failure() {
    return all().stream()
        .flatMap(part -> part.failure().stream())
        .findFirst()
        .or(() -> lastFailure);
  }

  /** Returns whether a partition has been loaded completely, so that 2.3 knows the replicas. */
  boolean served() {
    return served;
  }

  /** Returns the settings of the loaded collection. */
  Optional<LoadConfig> config() {
    return config;
  }

  /** Changes the replicas of the loaded collection; no partition changes its state [src]. */
  void setGroups(List<String> groups) {
    config = config.map(now -> new LoadConfig(groups, now.fields(), now.byUser()));
  }

  /**
   * Loads the partitions that are not loaded. From 2.6.6 on, other settings of the loaded ones are
   * a change, too [seen].
   */
  void load(Collection<ScriptedPartition> which, LoadConfig how, boolean alsoNew) {
    lastFailure = Optional.empty();
    loadsNew |= alsoNew;
    List<ScriptedPartition> due = which.stream().filter(part -> !part.taken()).toList();
    due.forEach(part -> begin(part, script.course(part.name)));
    if (!due.isEmpty()) {
      form(due);
    }
    if (!due.isEmpty() || !config.equals(Optional.of(how))) {
      config = Optional.of(how);
      changed(due);
    }
  }

  /** Releases the partitions that are not released. */
  void release(Collection<ScriptedPartition> which) {
    lastFailure = Optional.empty();
    if (which.stream().anyMatch(ScriptedPartition::taken)) {
      end(which);
      changed(List.of());
    }
  }

  /** Reloads all others in a new task, as each change does from 2.6.6 on [seen]. */
  private void changed(List<ScriptedPartition> without) {
    if (script.era() != MilvusEra.WAL) {
      return;
    }
    taken().stream()
        .filter(part -> !without.contains(part))
        .forEach(part -> begin(part, part.stuckCourse().orElse(script.courseAgain())));
    form(taken());
  }

  private void begin(ScriptedPartition part, LoadCourse how) {
    part.load(how, script.now(), script.era() == MilvusEra.JOBS && served ? LATE : 0);
    if (part.stuck()) {
      stuck.add(part);
    }
  }

  private static void form(Collection<ScriptedPartition> task) {
    Set<ScriptedPartition> members = new LinkedHashSet<>(task);
    members.forEach(part -> part.setTask(members));
  }

  /**
   * Ends the loads that made no progress until the load timeout. On 2.3.5 each partition leaves by
   * itself [seen]. From 2.4.1 on all of its task leave, also those at 100 %: the partitions of one
   * call [src], and from 2.6.6 on those of the collection [seen].
   */
  void giveUp() {
    if (stuck.isEmpty()) {
      return;
    }
    Set<ScriptedPartition> gone = new LinkedHashSet<>();
    for (ScriptedPartition part : taken()) {
      if ((part.stuck() || blocked(part)) && (part.over() || idle(part))) {
        gone.addAll(leaving(part));
      }
    }
    if (!gone.isEmpty()) {
      lastFailure = failure();
      end(gone);
    }
  }

  private boolean idle(ScriptedPartition part) {
    return script.era() == MilvusEra.JOBS
        ? part.idle(script.timeout())
        : task(part).allMatch(each -> each.idle(script.timeout()));
  }

  private List<ScriptedPartition> leaving(ScriptedPartition part) {
    if (script.era() != MilvusEra.JOBS) {
      return task(part).toList();
    }
    return part.over()
        ? task(part).filter(each -> each == part || blocked(each)).toList()
        : List.of(part);
  }

  private static Stream<ScriptedPartition> task(ScriptedPartition part) {
    return part.task().stream().filter(each -> each.task() == part.task());
  }

  private void end(Collection<ScriptedPartition> which) {
    which.forEach(part -> part.release(script.looksUntilFreed()));
    stuck.removeAll(which);
    if (taken().isEmpty()) {
      config = Optional.empty();
      served = false;
      loadsNew = false;
    }
  }
}
