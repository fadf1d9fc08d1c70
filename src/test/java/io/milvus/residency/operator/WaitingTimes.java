package io.milvus.residency.operator;

import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How long people wait before they do the next thing.
 *
 * @param calls the operator's calls so far
 * @param trouble whether something may keep all from being done soon
 * @param blocked returns true while releases wait for approval
 * @param done whether all is as it was written
 */
record WaitingTimes(
    Random random,
    LifeJournal journal,
    Supplier<List<MilvusCall>> calls,
    boolean trouble,
    BooleanSupplier blocked,
    BooleanSupplier done) {

  private static final Duration BRIEF = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMillis(2500);

  /** Long or not. */
  void any() {
    if (random.nextBoolean()) {
      untilRest();
    } else {
      briefly();
    }
  }

  /** Not at all, or until the operator has read what was written or has made some more calls. */
  void briefly() {
    int kind = random.nextInt(3);
    int count = random.nextInt(12);
    switch (kind) {
      case 0 -> {}
      case 1 -> until(() -> journal.inForce(Instant.now()).size() == 1, BRIEF);
      default -> untilCalls(count);
    }
  }

  /** Until the operator has made so many more calls. */
  void untilCalls(int more) {
    int count = calls.get().size() + more;
    until(() -> calls.get().size() >= count, BRIEF);
  }

  /** Until the operator calls a method once more, or takes too long for that. */
  void untilCall(String method) {
    long count = count(method);
    until(() -> count(method) > count, LONG);
  }

  private long count(String method) {
    return calls.get().stream().filter(call -> call.method().equals(method)).count();
  }

  /** Until all is done, or something is blocked, or trouble lets it take too long. */
  void untilRest() {
    BooleanSupplier rest = () -> blocked.getAsBoolean() || done.getAsBoolean();
    if (trouble) {
      until(rest, LONG);
    } else {
      OperatorFixture.soon("all is done, or something is blocked").until(rest::getAsBoolean);
    }
  }

  /** Waits until all is done that a user may just have approved, or it takes too long. */
  void untilDone() {
    until(done, LONG);
  }

  void pass(Duration time) {
    until(() -> false, time);
  }

  /** Until something is so, or the time is up. */
  void until(BooleanSupplier so, Duration longest) {
    Instant end = Instant.now().plus(longest);
    OperatorFixture.soon("a moment has passed")
        .pollInterval(Duration.ofMillis(20))
        .until(() -> so.getAsBoolean() || Instant.now().isAfter(end));
  }
}
