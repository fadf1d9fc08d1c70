package io.milvus.residency.operator;

import io.milvus.residency.api.Mode;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import io.milvus.residency.operator.WrittenPolicy.Word;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that people have written about a collection at one moment, and what it comes to. */
record PolicySet(Map<String, Entry> entries, WrittenList list) {

  static final PolicySet EMPTY = new PolicySet(Map.of(), WrittenList.EMPTY);

  /**
   * A policy.
   *
   * @param held whether it has the annotation hold
   * @param born tells it from an earlier one of the same name
   * @param generation counts the edits of its spec
   */
  record Entry(WrittenPolicy text, boolean held, int born, int generation) {

    boolean acts() {
      return text.mode() == Mode.ENFORCE && !held;
    }

    private Entry hold(boolean hold) {
      return new Entry(text, hold, born, generation);
    }
  }

  /** The parts of a policy that decide releases, except the list. */
  private record Decisive(boolean acts, int born, int minResident, Object rules) {
    private static Decisive of(Entry entry) {
      return new Decisive(
          entry.acts(),
          entry.born(),
          entry.text().safety().minResident(),
          entry.text().rules().stream().toList());
    }
  }

  PolicySet {
    entries = Map.copyOf(entries);
  }

  /**
   * Returns the set after a write of a policy, which may be unchanged.
   *
   * @param born for one that is new: tells it from all before
   */
  PolicySet with(WrittenPolicy policy, int born) {
    Entry entry =
        get(policy.name())
            .map(
                before ->
                    before.text().equals(policy)
                        ? before
                        : new Entry(policy, before.held(), before.born(), before.generation() + 1))
            .orElseGet(() -> new Entry(policy, false, born, 1));
    return put(policy.name(), entry);
  }

  PolicySet without(Set<String> policies) {
    Map<String, Entry> all = new TreeMap<>(entries);
    all.keySet().removeAll(policies);
    return new PolicySet(all, list);
  }

  /** Returns the set after an existing policy was put on hold, or its hold ended. */
  PolicySet hold(String policy, boolean hold) {
    return get(policy).map(entry -> put(policy, entry.hold(hold))).orElse(this);
  }

  PolicySet with(WrittenList other) {
    return new PolicySet(entries, other);
  }

  private PolicySet put(String name, Entry entry) {
    Map<String, Entry> all = new TreeMap<>(entries);
    all.put(name, entry);
    return new PolicySet(all, list);
  }

  Optional<Entry> get(String policy) {
    return Optional.ofNullable(entries.get(policy));
  }

  /** Returns true if a policy that acts wants the partition loaded. */
  boolean loads(String partition) {
    return acting(partition, Word.LOADED).findAny().isPresent();
  }

  /**
   * Returns true if a policy that acts wants the partition released, and no policy may want the
   * partition loaded.
   */
  boolean releases(String partition) {
    return acting(partition, Word.RELEASED).findAny().isPresent()
        && entries.values().stream()
            .map(entry -> entry.text().says(partition, list))
            .noneMatch(word -> word == Word.LOADED || word == Word.FROZEN);
  }

  /** Returns the acting policies that want exactly that of a partition. */
  Stream<Entry> acting(String partition, Word word) {
    return acting().filter(entry -> entry.text().says(partition, list) == word);
  }

  private Stream<Entry> acting() {
    return entries.values().stream().filter(Entry::acts);
  }

  /** Returns true if a policy decides the partition, even to ignore it. */
  boolean mentions(String partition) {
    return rules().anyMatch(rule -> rule.isAbout(partition));
  }

  private Stream<Rule> rules() {
    return entries.values().stream().flatMap(entry -> entry.text().rules().stream());
  }

  /** How long its release has to wait. */
  Duration delay(String partition) {
    return acting(partition, Word.RELEASED)
        .map(entry -> entry.text().safety().releaseDelay())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** How many stay loaded; one if nobody says. */
  int floor() {
    return entries.values().stream()
        .mapToInt(entry -> entry.text().safety().minResident())
        .max()
        .orElse(1);
  }

  /** How many an edit may release at once of so many that are resident. */
  int limit(int resident) {
    int percent = acting().mapToInt(entry -> entry.text().safety().percent()).min().orElse(0);
    return Math.max(1, resident * percent / 100);
  }

  boolean readsList() {
    return entries.values().stream().anyMatch(entry -> entry.text().readsList());
  }

  /** Something of it can't be known, so that no intent is carried out. */
  boolean frozen() {
    return readsList() && !list.readable();
  }

  /** Both are the same edit, as far as policies go. */
  boolean samePolicies(PolicySet other) {
    return decisive().equals(other.decisive());
  }

  private Map<String, Decisive> decisive() {
    Map<String, Decisive> all = new TreeMap<>();
    entries.forEach((name, entry) -> all.put(name, Decisive.of(entry)));
    return all;
  }

  /**
   * Whoever sees one after the other knows that something else was written in between. What only
   * protects may come and go unseen.
   */
  boolean skipsTo(PolicySet later) {
    return entries.entrySet().stream()
        .filter(before -> before.getValue().acts())
        .anyMatch(
            before ->
                later
                    .get(before.getKey())
                    .filter(now -> now.born() == before.getValue().born())
                    .filter(now -> now.generation() - before.getValue().generation() > 1)
                    .isPresent());
  }
}
