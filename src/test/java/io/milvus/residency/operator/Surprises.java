package io.milvus.residency.operator;

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

  private WrittenPolicy text(String policy) {
    return people.now(policy).orElseThrow();
  }

  private void act(WrittenPolicy policy) {
    people.resume(policy.name());
    people.write(policy);
  }

  private void awaitLoaded(String partition) {
    OperatorFixture.soon(partition + " is loaded")
        .atMost(OperatorLife.LONGEST)
        .until(() -> loaded.test(partition));
  }
}
