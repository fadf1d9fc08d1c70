package io.milvus.residency.operator;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A policy as a user writes it, and its meaning, read as the docs describe it.
 *
 * @param far whether it reaches the collection by the second address
 * @param order LoadFirst or ReleaseFirst
 */
record WrittenPolicy(
    String name, boolean far, Mode mode, List<Rule> rules, String order, Safety safety) {

  /**
   * The settings that hold releases back.
   *
   * @param percent how many of a hundred resident partitions an edit may release
   */
  record Safety(Duration releaseDelay, int minResident, int percent) {}

  /** The decision of a policy on a partition. */
  enum Word {
    LOADED,
    RELEASED,
    IGNORED,
    /** It can't be known, so that nobody may touch it. */
    FROZEN;

    private static Word of(RuleState state) {
      return valueOf(state.name());
    }
  }

  /**
   * A rule about names or else about globs.
   *
   * @param except globs; goes with globs
   * @param unlisted what becomes of those that the list does not name; empty for a rule without
   */
  record Rule(
      List<String> names,
      List<String> globs,
      List<String> except,
      RuleState state,
      Optional<RuleState> unlisted) {

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

    private Word says(String partition, WrittenList list) {
      if (unlisted.isEmpty() || (list.readable() && list.names().contains(partition))) {
        return Word.of(state);
      }
      return list.readable() ? Word.of(unlisted.get()) : Word.FROZEN;
    }

    private String yaml(int number) {
      String match =
          names.isEmpty()
              ? "globs: " + list(globs) + (except.isEmpty() ? "" : ", except: " + list(except))
              : "names: " + list(names);
      String gate =
          unlisted
              .map(
                  otherwise ->
                      ", listedIn: {configMapKeyRef: {name: %s, key: names}}, otherwise: %s"
                          .formatted(PolicyAuthors.LIST, otherwise))
              .orElse("");
      return "  - {name: rule-%d, match: {%s}%s, state: %s}".formatted(number, match, gate, state);
    }

    private static String list(List<String> texts) {
      return texts.stream().collect(joining("\", \"", "[\"", "\"]"));
    }
  }

  /** The same, by one of the two addresses. */
  WrittenPolicy by(boolean farOne) {
    return new WrittenPolicy(name, farOne, mode, rules, order, safety);
  }

  /** The same, but for what nobody decides by. */
  WrittenPolicy touched() {
    String other = order.equals("LoadFirst") ? "ReleaseFirst" : "LoadFirst";
    return new WrittenPolicy(name, far, mode, rules, other, safety);
  }

  /** The first rule decides; what none is about is ignored. */
  Word says(String partition, WrittenList list) {
    return rules.stream()
        .filter(rule -> rule.isAbout(partition))
        .findFirst()
        .map(rule -> rule.says(partition, list))
        .orElse(Word.IGNORED);
  }

  boolean readsList() {
    return rules.stream().anyMatch(rule -> rule.unlisted().isPresent());
  }

  /** The spec. */
  String yaml(String uri, String collection, String interval) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      all.append(rules.get(i).yaml(i)).append('\n');
    }
    return """
    milvus: {uri: "%s"}
    collection: %s
    mode: %s
    order: %s
    interval: %s
    load: {replicas: 1}
    safety: {releaseDelay: %ds, minResident: %d, maxReleasePerChange: "%d%%"}
    rules:
    %s"""
        .formatted(
            uri,
            collection,
            mode,
            order,
            interval,
            safety.releaseDelay().toSeconds(),
            safety.minResident(),
            safety.percent(),
            all);
  }
}
