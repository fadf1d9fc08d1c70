package io.milvus.residency.testkit.milvus;

import static java.util.Collections.frequency;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The checks of load settings in an era. Those of 2.3.5 and of the write-ahead log were seen, the
 * others are from the source, if not stated otherwise.
 */
final class LoadAdmission {

  private final MilvusEra era;
  private final Map<String, Integer> nodes = new TreeMap<>(Map.of(LoadConfig.DEFAULT_GROUP, 1));

  LoadAdmission(MilvusEra era) {
    this.era = era;
  }

  void setGroup(String group, int queryNodes) {
    nodes.put(group, queryNodes);
  }

  void dropGroup(String group) {
    nodes.remove(group);
  }

  void transfer(String source, String target, int queryNodes) {
    nodes.merge(source, -queryNodes, Integer::sum);
    nodes.merge(target, queryNodes, Integer::sum);
  }

  /**
   * Returns the settings to load with.
   *
   * @param live the settings of the collection if it is loaded
   * @param checksFields whether the server refuses other fields than the loaded ones
   */
  LoadConfig admit(
      Optional<LoadConfig> live,
      int replicas,
      List<String> groups,
      List<String> fields,
      boolean checksFields) {
    checkNumberOfGroups(Math.max(1, replicas), groups);
    LoadConfig wanted = LoadConfig.of(replicas, groups, fields);
    live.ifPresent(loaded -> checkReplicas(loaded, wanted));
    groups.forEach(this::checkGroup);
    live.ifPresent(loaded -> checkGroups(loaded, wanted, groups));
    live.filter(loaded -> checksFields).ifPresent(loaded -> checkFields(loaded, wanted));
    if (live.isEmpty() || era == MilvusEra.WAL) {
      checkNodes(wanted);
    }
    return era == MilvusEra.WAL ? wanted : live.orElse(wanted);
  }

  /** Code 65535 of 2.3 is inferred. */
  private void checkNumberOfGroups(int replicas, List<String> groups) {
    String rule = "resource group num can only be 0, 1 or same as replica number";
    if (groups.size() > 1 && groups.size() != replicas) {
      throw era == MilvusEra.WAL
          ? invalid(
              "replica=[%d] resource group=[%s], %s: invalid parameter"
                  .formatted(replicas, String.join(",", groups), rule))
          : new Refusal(65535, 1, rule);
    }
  }

  private static void checkReplicas(LoadConfig loaded, LoadConfig wanted) {
    if (loaded.replicas() != wanted.replicas()) {
      throw invalid(
          "can't change the replica number for loaded partitions: invalid"
              + " parameter[expected=%d][actual=%d]"
                  .formatted(loaded.replicas(), wanted.replicas()));
    }
  }

  private void checkGroup(String group) {
    if (!nodes.containsKey(group)) {
      throw era == MilvusEra.JOBS
          ? invalid(
              "given resource group not found: invalid parameter[expected=created resource"
                  + " group(s)][actual="
                  + group
                  + "]")
          : new Refusal(300, 1, "resource group not found[rg=" + group + "]");
    }
  }

  /** 2.3 checks only groups that are given; servers with a write-ahead log move the replicas. */
  private void checkGroups(LoadConfig loaded, LoadConfig wanted, List<String> given) {
    var groups = new TreeSet<>(wanted.groups());
    var expected = new TreeSet<>(loaded.groups());
    boolean checked = era == MilvusEra.LATE_JOBS || (era == MilvusEra.JOBS && !given.isEmpty());
    if (checked && !groups.equals(expected)) {
      throw invalid(
          "can't change the resource groups for loaded partitions: invalid"
              + " parameter[expected=%s][actual=%s]".formatted(expected, groups));
    }
  }

  private static void checkFields(LoadConfig loaded, LoadConfig wanted) {
    if (!loaded.fields().equals(wanted.fields())) {
      throw invalid(
          "can't change the load field list for loaded collection: invalid"
              + " parameter[expected=%s][actual=%s]".formatted(loaded.fields(), wanted.fields()));
    }
  }

  private void checkNodes(LoadConfig wanted) {
    wanted.groups().forEach(group -> checkNodes(group, frequency(wanted.groups(), group)));
  }

  /** Refuses more replicas in a group than nodes. Code 304 of the later jobs is inferred. */
  void checkNodes(String group, int replicas) {
    int present = nodes.get(group);
    if (replicas > present) {
      throw era == MilvusEra.JOBS
          ? new Refusal(65535, 1, "nodes not enough")
          : new Refusal(
              304,
              1,
              "resource group node not enough[rg=%s][currentNodeNum=%d][expectedNodeNum=%d]"
                  .formatted(group, present, replicas));
    }
  }

  private static Refusal invalid(String reason) {
    return new Refusal(1100, 5, reason);
  }
}
