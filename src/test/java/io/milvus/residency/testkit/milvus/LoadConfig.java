package io.milvus.residency.testkit.milvus;

import java.util.Collections;
import java.util.List;

/**
 * The settings that a collection is loaded with.
 *
 * @param groups the resource group of each replica
 * @param fields the fields that are loaded; none for all
 * @param byUser whether a user chose the number of replicas
 */
record LoadConfig(List<String> groups, List<String> fields, boolean byUser) {

  static final String DEFAULT_GROUP = "__default_resource_group";

  LoadConfig {
    groups = List.copyOf(groups);
    fields = List.copyOf(fields);
  }

  /** Returns the settings of a request, which may leave the replicas and groups to the server. */
  static LoadConfig of(int replicas, List<String> groups, List<String> fields) {
    int number = Math.max(1, replicas);
    List<String> each = groups;
    if (groups.size() != number) {
      String group = groups.isEmpty() ? DEFAULT_GROUP : groups.get(0);
      each = Collections.nCopies(number, group);
    }
    return new LoadConfig(each, fields, replicas > 0);
  }

  int replicas() {
    return groups.size();
  }
}
