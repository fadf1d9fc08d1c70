package io.milvus.residency.cli;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.plan.ListContent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in for the ConfigMaps that policies refer to.
 *
 * @param given each list, by the ConfigMap and its key as in {@code users/active}
 * @param unreadable why a list can't be read, by the same name; its text is then what was read last
 */
record GivenLists(Map<String, ListContent> given, Map<String, String> unreadable) {

  /** The lists of a policy; one that is not given can't be read. */
  Map<ConfigMapKey, ListContent> of(PolicySpec spec) {
    Map<ConfigMapKey, ListContent> lists = new HashMap<>();
    spec.rules().stream()
        .flatMap(rule -> rule.listedIn().stream())
        .map(ListRef::configMapKeyRef)
        .forEach(key -> lists.put(key, list(key.name() + "/" + key.key())));
    return lists;
  }

  private ListContent list(String name) {
    ListContent read =
        Optional.ofNullable(given.get(name))
            .orElse(
                ListContent.unreadable(
                    "List " + name + " is not known: give it with --list " + name + "=FILE."));
    return Optional.ofNullable(unreadable.get(name)).map(read::lost).orElse(read);
  }

  /** The same, with more lists. */
  GivenLists and(Map<String, ListContent> more) {
    Map<String, ListContent> all = new HashMap<>(given);
    all.putAll(more);
    return new GivenLists(all, unreadable);
  }
}
