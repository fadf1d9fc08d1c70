package io.milvus.residency.operator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Changes at the worst of times, which the operator must notice all the same.
 *
 * @param loaded tells whether a partition is loaded
 */
record Surprises(
    LifeSetting setting,
    RandomPolicyWriter writes,
    PolicyAuthors people,
    LifeJournal journal,
    WaitingTimes moments,
    OperatorTroubles troubles,
    OtherClient outsider,
    Predicate<String> loaded) {

  /** For a look that an interval of 5 s calls for, and the load that it leads to. */
  private static final Duration PROMISED = Duration.ofSeconds(20);

  /** The time after which retries of a refused write would have ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(17);

  /** For a release that nobody has to approve. */
  private static final Duration ENOUGH = Duration.ofMillis(2500);

  /** The age at which the content of an unreadable list no longer counts. */
  private static final Duration UNREADABLE = Duration.ofSeconds(16);

  /** For a look that nothing calls for, and what it leads to. */
  private static final Duration INTERVAL = Duration.ofSeconds(8);

  private static final int SOME_CALLS = 4;

  /** Takes a name out of the list, and puts it back while the operator releases that. */
  void interrupt(String policy) {
    if (setting.trouble()) {
      return;
    }
    String partition = writes.one(RandomPolicyWriter.TOUCHABLE);
    String other = writes.one(RandomPolicyWriter.TOUCHABLE);
    act(RandomPolicyWriter.listed(text(policy)));
    people.list(Set.copyOf(RandomPolicyWriter.TOUCHABLE));
    awaitLoaded(partition);
    people.list(allBut(partition));
    moments.untilCall(ResidentPartitions.RELEASE);
    people.list(other.equals(partition) ? Set.copyOf(RandomPolicyWriter.TOUCHABLE) : allBut(other));
    awaitLoaded(partition);
  }

  private static Set<String> allBut(String partition) {
    Set<String> names = new HashSet<>(RandomPolicyWriter.TOUCHABLE);
    names.remove(partition);
    return names;
  }

  /** Adds a name to a list that the operator may not read any more, and does what that says. */
  void blind(String policy) {
    if (!setting.cluster() || setting.quiet()) {
      return;
    }
    String partition = writes.one(RandomPolicyWriter.TOUCHABLE);
    act(RandomPolicyWriter.listed(text(policy)));
    people.list(allBut(partition));
    moments.untilDone();
    troubles.blind();
    people.list(Set.copyOf(RandomPolicyWriter.TOUCHABLE));
    moments.pass(UNREADABLE);
    outsider.touch(partition, true);
    moments.pass(INTERVAL);
    troubles.behave();
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
    act(RandomPolicyWriter.loadingAll(text(policy)));
    moments.pass(PATIENCE);
    String partition = writes.one(RandomPolicyWriter.TOUCHABLE);
    awaitLoaded(partition);
    outsider.touch(partition, false);
    awaitLoaded(partition, PROMISED);
    troubles.behave();
  }

  /**
   * Lets one policy pin what another one wants released, and Milvus say to the first that there is
   * no database.
   */
  void stray(String policy) {
    if (setting.milvus()) {
      writes.nameBut(policy).ifPresent(other -> stray(text(policy), other));
    }
  }

  private void stray(WrittenPolicy pinning, String other) {
    WrittenPolicy pin = RandomPolicyWriter.loadingAll(pinning);
    WrittenPolicy text = people.now(other).orElseGet(() -> writes.policy(other));
    WrittenPolicy loser = writes.few(text).by(!pin.far());
    act(pin);
    act(loser);
    moments.untilRest();
    troubles.loseDatabase(
        pin.far(),
        () -> {
          people.write(pin.touched());
          moments.untilCalls(SOME_CALLS);
          people.write(loser.touched());
          moments.pass(ENOUGH);
        });
  }

  private WrittenPolicy text(String policy) {
    return people.now(policy).orElseThrow();
  }

  private void act(WrittenPolicy policy) {
    people.resume(policy.name());
    people.write(policy);
  }

  private void awaitLoaded(String partition) {
    awaitLoaded(partition, RandomOperatorLife.LONGEST);
  }

  private void awaitLoaded(String partition, Duration longest) {
    OperatorFixture.soon(partition + " is loaded")
        .atMost(longest)
        .until(() -> loaded.test(partition));
  }
}
