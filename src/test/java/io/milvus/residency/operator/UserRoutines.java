package io.milvus.residency.operator;

import io.milvus.residency.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Routines of several steps that people carry out with an existing policy. */
record UserRoutines(
    Random random,
    RandomPolicyWriter writes,
    PolicyAuthors people,
    LifeJournal journal,
    WaitingTimes moments) {

  private static final Duration KNOWN = Duration.ofSeconds(4);

  /** The time after which a list that is gone no longer counts. */
  private static final Duration LOST = Duration.ofSeconds(5);

  /** For an edit to be recorded and carried out. */
  private static final Duration ENOUGH = Duration.ofMillis(2500);

  /** Nobody can think afterwards that what is loaded now was not. */
  private static final Duration SURE = Duration.ofMillis(700);

  private static final int CHANGES = 6;

  private WrittenPolicy text(String policy) {
    return people.now(policy).orElseThrow();
  }

  void change(String policy) {
    people.write(writes.changed(text(policy)));
  }

  /** The last texts are the likeliest: what went well before is what people go back to. */
  void goBack(String policy) {
    List<WrittenPolicy> texts = people.earlier(policy);
    if (texts.isEmpty()) {
      change(policy);
    } else {
      people.write(texts.get(texts.size() - 1 - Math.min(random.nextInt(3), texts.size() - 1)));
    }
  }

  /** Changes a policy, maybe lets that be carried out, and takes it back. */
  void thereAndBack(String policy) {
    WrittenPolicy text = text(policy);
    people.write(writes.changed(text));
    moments.any();
    people.write(text);
  }

  /** Lets an edit be approved and carried out, and makes it once more after another one. */
  void repeat(String policy) {
    WrittenPolicy text = random.nextBoolean() ? text(policy) : writes.strict(text(policy));
    people.resume(policy);
    write(RandomPolicyWriter.loadingAll(text));
    writeApproved(text);
    Set<String> names = journal.last().list().names();
    boolean unread = random.nextBoolean();
    if (unread) {
      people.loseList();
    }
    write(unread ? RandomPolicyWriter.loadingAllButOne(text) : RandomPolicyWriter.loadingAll(text));
    moments.pass(SURE);
    people.write(text);
    if (unread) {
      people.list(names);
    }
    moments.untilRest();
  }

  /** Loads much and releases little, but more than is agreed to without asking. */
  void swap(String policy) {
    WrittenPolicy few = writes.few(text(policy));
    people.resume(policy);
    writeApproved(few);
    moments.pass(SURE);
    write(RandomPolicyWriter.swapped(few));
  }

  private void writeApproved(WrittenPolicy policy) {
    write(policy);
    people.approve();
    moments.untilDone();
  }

  /** Deletes a policy whose releases wait, or any, and writes it again. */
  void writeAnew(String policy) {
    if (random.nextBoolean()) {
      write(RandomPolicyWriter.loadingAll(text(policy)));
      people.write(writes.waiting(text(policy)));
      moments.pass(Duration.ofMillis(500L + random.nextInt(2000)));
    }
    WrittenPolicy text = text(policy);
    people.delete(policy);
    people.write(text);
    moments.any();
  }

  /** Something happens to the list, and is mended soon or later. */
  void slip() {
    Set<String> names = journal.last().list().names();
    switch (random.nextInt(4)) {
      case 0 -> people.loseList();
      case 1 -> people.spoilList();
      case 2 -> people.list(Set.of(writes.one(RandomPolicyWriter.PARTITIONS)));
      default -> people.list(Set.copyOf(names.stream().sorted().skip(1).toList()));
    }
    if (random.nextInt(3) > 0) {
      moments.any();
      people.list(names);
    }
  }

  /** Lets a policy go by a list that is no longer there. */
  void goBlind(String policy) {
    WrittenPolicy text = text(policy);
    Set<String> names = journal.last().list().names();
    write(RandomPolicyWriter.listed(text));
    people.write(RandomPolicyWriter.loadingAllButOne(text));
    moments.pass(ENOUGH);
    if (random.nextBoolean()) {
      people.loseList();
    } else {
      people.spoilList();
    }
    moments.pass(LOST);
    people.write(RandomPolicyWriter.listed(text));
    moments.pass(ENOUGH);
    people.list(names);
  }

  /** Changes the list as soon as the operator is about to do what was there before. */
  void hurry(String policy) {
    people.write(RandomPolicyWriter.listed(text(policy)));
    for (int i = 0; i < CHANGES; i++) {
      moments.untilCalls(1 + random.nextInt(6));
      people.list(writes.names());
    }
  }

  /** Loads by hand while a policy is on hold, which the operator knows. */
  void holdAndLoad(String policy, Runnable load) {
    boolean acted = !observes(policy);
    people.hold(policy, true);
    moments.until(() -> observes(policy), KNOWN);
    if (acted && observes(policy)) {
      journal.noticed(Instant.now());
    }
    load.run();
    people.hold(policy, false);
    moments.any();
  }

  private boolean observes(String policy) {
    return people.reason(policy).equals(Reason.OBSERVING.toString());
  }

  private void write(WrittenPolicy policy) {
    people.write(policy);
    moments.untilRest();
  }
}
