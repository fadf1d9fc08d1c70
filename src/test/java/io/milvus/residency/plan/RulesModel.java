package io.milvus.residency.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Order;
import io.milvus.residency.api.Percent;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.WaitsModel.Wait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A second implementation of the rules of releasing, as documented for people and with no thought
 * of speed. It knows nothing of the planner, and remembers by itself what it needs between passes.
 */
final class RulesModel {

  /** Matches the names of some partitions, and how many more there are. */
  private static final Pattern NAMED =
      Pattern.compile("Partitions: (.+?)( and ([0-9]+) more)? \\(rules");

  final ConsentModel consent = new ConsentModel();
  final WaitsModel waits = new WaitsModel();
  final LoadsModel loads = new LoadsModel();
  private final Map<String, Long> generations = new HashMap<>();

  /** Notes the present generation of a spec. */
  void generation(String uid, long generation) {
    generations.put(uid, generation);
  }

  void restarted() {
    consent.restarted();
    waits.forgetAll();
    loads.forgetAll();
  }

  /**
   * Reads the collection and returns what a pass of this connection may release now. The rest must
   * stay.
   */
  Set<Long> mayRelease(SimulatedPass look) {
    consent.look(look, generations);
    spare(look);
    waits.look(
        look,
        (partition, claim) ->
            consent
                .edit()
                .filter(e -> !e.spared.contains(partition.id()) && !claim.leaving())
                .filter(
                    e ->
                        WantsModel.releasers(look.claims(), partition.name(), e.since).stream()
                            .anyMatch(releaser -> releaser.uid().equals(claim.uid())))
                .isPresent(),
        consent.edit().map(e -> e.baseline).orElse(Integer.MAX_VALUE));
    waits
        .lowered(look)
        .filter(floor -> consent.edit().isPresent())
        .ifPresent(
            floor -> {
              int baseline = consent.edit().orElseThrow().baseline;
              waits.uncover(look, keptByFloor(look, floor, Partition::resident), baseline);
              waits.uncover(
                  look, keptByFloor(look, floor, p -> p.state() == LoadState.LOADED), baseline);
            });
    if (look.complete() && look.claims().all().stream().anyMatch(WantsModel::enforces)) {
      if (rests(look) && isAgreed(look)) {
        consent.settle();
      } else {
        approve(look);
        refuse(look);
      }
    }
    Set<Long> may = new HashSet<>();
    if (!look.complete()) {
      return may;
    }
    boolean little = isLittle(look);
    for (Partition partition : look.observed().partitions()) {
      Wait wait = waits.of(look).get(partition.id());
      if (wait != null && acts(look, partition) && due(look, partition, wait)) {
        boolean free =
            !wait.edit() || consent.settled() || isApproved(partition) || leaves(look, partition);
        if (free || little) {
          may.add(partition.id());
        }
      }
    }
    return may;
  }

  private void spare(SimulatedPass look) {
    if (look.complete() && consent.edit().isPresent()) {
      look.observed().partitions().stream()
          .filter(p -> !WantsModel.anyCannotTell(look.claims(), p.name(), look.now()))
          .filter(p -> look.releasers(p).isEmpty())
          .forEach(p -> consent.edit().orElseThrow().spared.add(p.id()));
    }
  }

  /** Notes the releases. */
  void released(SimulatedPass look, Set<Long> ids) {
    consent.edit().ifPresent(edit -> edit.released.addAll(counted(look, ids)));
  }

  /**
   * Returns the releases that count for an edit that is not settled, without those of policies
   * being deleted.
   */
  Set<Long> counted(SimulatedPass look, Set<Long> ids) {
    if (consent.settled()) {
      return Set.of();
    }
    return look.observed().partitions().stream()
        .filter(p -> ids.contains(p.id()))
        .filter(p -> isEdits(look, p) && !isApproved(p))
        .map(Partition::id)
        .collect(Collectors.toSet());
  }

  private boolean isApproved(Partition partition) {
    return consent.edit().filter(e -> e.approved.contains(partition.id())).isPresent();
  }

  /**
   * Lets a person read what is blocked: some names, and how many more there are. If that matches
   * none of the readings of the page, it may be all that waits.
   */
  void shown(SimulatedPass look, BlockedReleases blocked) {
    Matcher read = NAMED.matcher(blocked.message());
    assertThat(read.find()).as(blocked.message()).isTrue();
    List<String> named = List.of(read.group(1).split(", "));
    int more = read.group(3) == null ? 0 : Integer.parseInt(read.group(3));
    Set<String> shown =
        readings(look).stream()
            .filter(names -> names.containsAll(named) && names.size() == named.size() + more)
            .findFirst()
            .orElseGet(() -> more == 0 ? Set.copyOf(named) : waiting(look));
    consent.shown(blocked.approval().orElseThrow(), shown);
  }

  private Set<String> waiting(SimulatedPass look) {
    return names(
        look.observed().partitions().stream()
            .filter(p -> waits.of(look).containsKey(p.id()))
            .toList());
  }

  /**
   * Returns what the clock or drift has certainly brought and must be released now: no edit may
   * hold it. Excludes what also waits for loads or for what the floor keeps.
   */
  Set<Long> mustRelease(SimulatedPass look) {
    Map<Long, Wait> all = waits.of(look);
    long loaded =
        look.observed().partitions().stream().filter(p -> p.state() == LoadState.LOADED).count();
    if (!look.complete()
        || !consent.seen()
        || loaded - all.size() < WantsModel.floor(look.claims())) {
      return Set.of();
    }
    return look.observed().partitions().stream()
        .filter(p -> all.containsKey(p.id()) && isClocks(look, p, all.get(p.id())))
        .map(Partition::id)
        .collect(Collectors.toSet());
  }

  private boolean isClocks(SimulatedPass look, Partition partition, Wait wait) {
    List<Claim> releasers = look.releasers(partition);
    return wait.certain()
        && !wait.edit()
        && !wait.since().plus(WantsModel.delay(releasers)).isAfter(look.now())
        && releasers.stream().anyMatch(Claim::acts)
        && releasers.stream().allMatch(c -> c.spec().order() == Order.RELEASE_FIRST);
  }

  /** Returns how many releases the present edit may cause, by the strictest acting policy. */
  int limit(SimulatedPass look) {
    int baseline = consent.edit().map(e -> e.baseline).orElse(0);
    for (Partition partition : look.observed().partitions()) {
      if (isEdits(look, partition)) {
        baseline = Math.min(baseline, waits.of(look).get(partition.id()).baseline());
      }
    }
    Percent strictest =
        look.claims().all().stream()
            .filter(WantsModel::enforces)
            .map(c -> c.spec().safety().maxReleasePerChange())
            .min(Comparator.naturalOrder())
            .orElse(new Percent(100));
    return Math.max(1, baseline * strictest.value() / 100);
  }

  private boolean due(SimulatedPass look, Partition partition, Wait wait) {
    List<Claim> releasers = look.releasers(partition);
    return leaves(look, partition) || wait.over(WantsModel.delay(releasers), look);
  }

  private static boolean acts(SimulatedPass look, Partition partition) {
    return look.releasers(partition).stream().anyMatch(Claim::acts);
  }

  /** Returns true if only policies being deleted want the release. */
  private boolean leaves(SimulatedPass look, Partition partition) {
    return look.releasers(partition).stream().allMatch(Claim::leaving);
  }

  private boolean isEdits(SimulatedPass look, Partition partition) {
    Wait wait = waits.of(look).get(partition.id());
    return wait != null && wait.edit() && !leaves(look, partition);
  }

  private boolean rests(SimulatedPass look) {
    return look.resident() > 0
        && look.claims().all().stream().filter(c -> !c.leaving()).allMatch(WantsModel::listsAreRead)
        && look.observed().partitions().stream()
            .noneMatch(p -> waits.of(look).containsKey(p.id()) && !leaves(look, p));
  }

  private void approve(SimulatedPass look) {
    look.claims().all().stream()
        .filter(WantsModel::enforces)
        .flatMap(c -> c.approval().stream())
        .flatMap(approval -> consent.approves(approval).stream())
        .forEach(
            names -> {
              consent.edit().orElseThrow().refused.clear();
              look.observed().partitions().stream()
                  .filter(p -> names.contains(p.name()))
                  .forEach(p -> consent.edit().orElseThrow().approved.add(p.id()));
            });
  }

  /**
   * Records the blocked releases, which stay refused for the whole edit, even if dropped or
   * released.
   */
  private void refuse(SimulatedPass look) {
    Set<Long> asked = new HashSet<>();
    coming(look, true).stream()
        .filter(p -> !isApproved(p))
        .forEach(partition -> asked.add(partition.id()));
    if (consent.edit().isPresent() && !isLittle(look)) {
      consent.edit().orElseThrow().refused.clear();
      consent.edit().orElseThrow().refused.addAll(asked);
    }
  }

  private boolean isAgreed(SimulatedPass look) {
    return consent
        .edit()
        .filter(e -> !e.stillRefused().isEmpty())
        .filter(e -> e.released.size() + e.stillRefused().size() > limit(look))
        .isEmpty();
  }

  private boolean isLittle(SimulatedPass look) {
    if (consent.edit().isEmpty()) {
      return false;
    }
    Set<Long> released = consent.edit().orElseThrow().released;
    long more =
        coming(look, true).stream()
            .filter(p -> !released.contains(p.id()) && !isApproved(p))
            .count();
    return released.size() + more <= limit(look);
  }

  /**
   * Returns what an approval may mean. It may also name what the clock brings, if in doubt, and
   * what was approved before, if that was in doubt.
   */
  private List<Set<String>> readings(SimulatedPass look) {
    List<Set<String>> names = new ArrayList<>();
    for (boolean onlyEdits : new boolean[] {true, false}) {
      List<Partition> coming = coming(look, onlyEdits);
      names.add(names(coming));
      names.add(names(coming.stream().filter(p -> !isApproved(p)).toList()));
    }
    return names.stream().distinct().toList();
  }

  private static Set<String> names(List<Partition> partitions) {
    return partitions.stream().map(Partition::name).collect(Collectors.toSet());
  }

  /** Returns the releases that are due or waiting, without those that the floor keeps. */
  private List<Partition> coming(SimulatedPass look, boolean onlyEdits) {
    Set<Long> kept = keptByFloor(look, WantsModel.floor(look.claims()), Partition::resident);
    return look.observed().partitions().stream()
        .filter(p -> waits.of(look).containsKey(p.id()) && !leaves(look, p))
        .filter(p -> !onlyEdits || isEdits(look, p))
        .filter(p -> !kept.contains(p.id()))
        .toList();
  }

  /**
   * Returns the newest waiting partitions that must stay, so that enough of what counts is left.
   */
  private Set<Long> keptByFloor(SimulatedPass look, int floor, Predicate<Partition> counts) {
    List<Partition> going =
        look.observed().partitions().stream()
            .filter(p -> waits.of(look).containsKey(p.id()))
            .sorted(Comparator.comparing(Partition::created).thenComparing(Partition::name))
            .toList();
    long left = look.observed().partitions().stream().filter(counts).count();
    Set<Long> kept = new HashSet<>();
    for (Partition partition : going) {
      long without = counts.test(partition) ? left - 1 : left;
      if (without < floor) {
        kept.add(partition.id());
      } else {
        left = without;
      }
    }
    return kept;
  }
}
