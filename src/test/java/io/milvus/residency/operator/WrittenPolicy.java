package io.milvus.residency.operator;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A policy as somebody writes it, and what it says, read as it is told to people.
 *
 * @param order LoadFirst or ReleaseFirst
 */
record WrittenPolicy(
    String name,
    Mode mode,
    List<Rule> rules,
    String order,
    Duration releaseDelay,
    int minResident) {

  /**
   * A rule about names or else about globs.
   *
   * @param except globs; goes with globs
   */
  record Rule(List<String> names, List<String> globs, List<String> except, RuleState state) {

    boolean isAbout(String partition) {
      return names.contains(partition)
          || (!partition.equals("_default")
              && covers(globs, partition)
              && !covers(except, partition));
    }

    private static boolean covers(List<String> globs, String partition) {
      return globs.stream()
          .anyMatch(glob -> Pattern.matches(glob.replace("?", ".").replace("*", ".*"), partition));
    }

    private String yaml(int number) {
      String match =
          names.isEmpty()
              ? "globs: " + list(globs) + (except.isEmpty() ? "" : ", except: " + list(except))
              : "names: " + list(names);
      return "  - {name: rule-%d, match: {%s}, state: %s}".formatted(number, match, state);
    }

    private static String list(List<String> texts) {
      return texts.stream().collect(joining("\", \"", "[\"", "\"]"));
    }
  }

  /** The first rule decides; what none is about is ignored. */
  RuleState says(String partition) {
    return rules.stream()
        .filter(rule -> rule.isAbout(partition))
        .findFirst()
        .map(Rule::state)
        .orElse(RuleState.IGNORED);
  }

  boolean acts() {
    return mode == Mode.ENFORCE;
  }

  /** The spec. An edit may release all at once, for what is blocked waits for a person. */
  String yaml(String uri, String collection) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      all.append(rules.get(i).yaml(i)).append('\n');
    }
    return """
    milvus: {uri: "%s"}
    collection: %s
    mode: %s
    order: %s
    interval: 5s
    load: {replicas: 1}
    safety: {releaseDelay: %ds, minResident: %d, maxReleasePerChange: "100%%"}
    rules:
    %s"""
        .formatted(uri, collection, mode, order, releaseDelay.toSeconds(), minResident, all);
  }
}
