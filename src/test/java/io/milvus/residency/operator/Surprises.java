package io.milvus.residency.operator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What comes at the worst of times, and has to be seen all the same.
 *
 * @param loaded tells whether a partition is loaded
 */
record Surprises(
    Setting setting,
    RandomWrites writes,
    People people,
    Journal journal,
    Moments moments,
    Troubles troubles,
    Outsider outsider,
    Predicate<String> loaded) {

  /** For a look that an interval of 5 s calls for, and the load that it leads to. */
  private static final Duration PROMISED = Duration.ofSeconds(20);

  /** Who tries to write in vain, and gives up at some time, has given up by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(17);

  /** Takes a name out of the list, and puts it back while the operator releases that. */
  void interrupt(String policy) {
    if (setting.trouble()) {
      return;
    }
    String partition = writes.one(RandomWrites.TOUCHABLE);
    String other = writes.one(RandomWrites.TOUCHABLE);
    act(RandomWrites.listed(text(policy)));
    people.list(Set.copyOf(RandomWrites.TOUCHABLE));
    awaitLoaded(partition);
    people.list(allBut(partition));
    moments.untilCall(Residents.RELEASE);
    people.list(other.equals(partition) ? Set.copyOf(RandomWrites.TOUCHABLE) : allBut(other));
    awaitLoaded(partition);
  }

  private static Set<String> allBut(String partition) {
    Set<String> names = new HashSet<>(RandomWrites.TOUCHABLE);
    names.remove(partition);
    return names;
  }

  /**
   * Undoes something while nobody can be told of anything. All policies are written, so that there
   * is something to be told of each.
   */
  void mute(String policy) {
    if (!setting.cluster() || setting.quiet()) {
      return;
    }
    troubles.mute();
    journal.last().entries().keySet().stream()
        .filter(other -> !other.equals(policy))
        .sorted()
        .forEach(other -> people.write(writes.policy(other)));
    act(RandomWrites.loadingAll(text(policy)));
    moments.pass(PATIENCE);
    String partition = writes.one(RandomWrites.TOUCHABLE);
    awaitLoaded(partition);
    outsider.touch(partition, false);
    awaitLoaded(partition, PROMISED);
    troubles.behave();
  }

  private WrittenPolicy text(String policy) {
    return people.now(policy).orElseThrow();
  }

  private void act(WrittenPolicy policy) {
    people.resume(policy.name());
    people.write(policy);
  }

  private void awaitLoaded(String partition) {
    awaitLoaded(partition, OperatorLife.LONGEST);
  }

  private void awaitLoaded(String partition, Duration longest) {
    OperatorFixture.soon(partition + " is loaded")
        .atMost(longest)
        .until(() -> loaded.test(partition));
  }
}
