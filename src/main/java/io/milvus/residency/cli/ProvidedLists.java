package io.milvus.residency.cli;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.rules.PartitionList;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lists that replace the ConfigMaps of policies.
 *
 * @param given each list, by the ConfigMap and its key as in {@code users/active}
 * @param unreadable why a list can't be read, by the same name; {@code given} has its last content
 */
record ProvidedLists(Map<String, PartitionList> given, Map<String, String> unreadable) {

  private static final Pattern OPTION =
      Pattern.compile("(?<name>[^/=]+/[^/=]+)=(?<file>.+)", Pattern.DOTALL);

  /**
   * Reads the lists of a command line.
   *
   * @param options each as in {@code users/active=users.txt}
   * @param policies the policies that refer to the lists
   * @param in standard input
   * @throws UserException if a list is given wrongly, twice or for no policy, or can't be read
   */
  static Map<String, PartitionList> read(
      List<String> options, List<Manifest> policies, InputStream in) throws UserException {
    Set<String> names = new TreeSet<>();
    policies.forEach(
        policy -> keys(policy.policy().getSpec()).forEach(key -> names.add(name(key))));
    Map<String, PartitionList> lists = new HashMap<>();
    for (String option : options) {
      Matcher parts = OPTION.matcher(option);
      if (!parts.matches()) {
        throw new UserException(
            "--list "
                + option
                + ": must be NAME/KEY=FILE, the ConfigMap and its key, as in users/active=users.txt");
      }
      String name = parts.group("name");
      if (!names.contains(name)) {
        throw new UserException(
            "--list " + name + ": no rule refers to this list; " + known(names));
      }
      String file = parts.group("file");
      PartitionList list =
          PartitionList.read(ManifestReader.source(file), ManifestReader.text(file, in));
      if (lists.put(name, list) != null) {
        throw new UserException("--list " + name + " is given twice: give each list once");
      }
    }
    return lists;
  }

  /** Returns the file of a {@code --list} option. */
  static String file(String option) {
    return option.substring(option.indexOf('=') + 1);
  }

  private static String known(Set<String> names) {
    return names.isEmpty()
        ? "the policies refer to no list"
        : names.stream().collect(joining(", ", "the policies refer to ", ""));
  }

  private static Stream<ConfigMapKey> keys(PolicySpec spec) {
    return spec.rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef);
  }

  private static String name(ConfigMapKey key) {
    return key.name() + "/" + key.key();
  }

  /** Returns the lists of a policy; a list that is not given is unreadable. */
  Map<ConfigMapKey, PartitionList> of(PolicySpec spec) {
    Map<ConfigMapKey, PartitionList> lists = new HashMap<>();
    keys(spec).forEach(key -> lists.put(key, list(name(key))));
    return lists;
  }

  private PartitionList list(String name) {
    PartitionList read =
        Optional.ofNullable(given.get(name))
            .orElse(
                PartitionList.unreadable(
                    "List " + name + " is missing. Add --list " + name + "=FILE."));
    return Optional.ofNullable(unreadable.get(name)).map(read::lost).orElse(read);
  }

  /** Returns these and more lists. */
  ProvidedLists and(Map<String, PartitionList> more) {
    Map<String, PartitionList> all = new HashMap<>(given);
    all.putAll(more);
    return new ProvidedLists(all, unreadable);
  }
}
