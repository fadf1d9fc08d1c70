package io.milvus.residency.operator;

import java.util.Set;
import java.util.TreeSet;

/**
 * The list that rules refer to, as a user writes it.
 *
 * @param names what it names, or named when it could last be read
 * @param readable whether it can be read
 */
record WrittenList(Set<String> names, boolean readable) {

  static final WrittenList EMPTY = new WrittenList(Set.of(), true);

  WrittenList {
    names = Set.copyOf(names);
  }

  /** The same list, which can't be read. */
  WrittenList lost() {
    return new WrittenList(names, false);
  }

  @Override
  public String toString() {
    return readable ? "list " + new TreeSet<>(names) : "no list";
  }
}
