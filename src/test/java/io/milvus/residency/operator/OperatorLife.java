package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.milvus.MilvusProxy;
import io.milvus.residency.operator.Journal.Touch;
import io.milvus.residency.operator.Journal.Version;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An operator, and people who write policies, load and release behind its back, start it anew and
 * trouble its Milvus. What they do depends on the seed alone.
 */
final class OperatorLife implements AutoCloseable {

  private static final int STEPS = 50;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** A load that failed again and again waits up to 40 s. */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  /** One that is touched more often could be taken for a fight, and be given up for an hour. */
  private static final int TOUCHES = 3;

  private final Random random;
  private final RandomWrites writes;
  private final String seed;
  private final Story story;
  private final boolean trouble;
  private final MilvusUser outsider;
  private final MilvusProxy proxy;
  private final OperatorFixture operator;
  private final SharedIndexInformer<PartitionLoadPolicy> reports;
  private final String collection = MilvusUser.uniqueName("life");
  private final String alias = collection + "_alias";
  private final Journal journal = new Journal();
  private final Checker checker = new Checker(journal, collection);
  private final Map<String, Integer> touches = new HashMap<>();
  private boolean running = true;

  /**
   * Begins it.
   *
   * @param milvus where a Milvus answers that others may use, too
   * @param trouble whether the operator's calls may go wrong
   */
  OperatorLife(long seed, RealParts parts, String milvus, boolean trouble) {
    this.seed = "-Dresidency.seed=" + seed;
    this.story = new Story(this.seed);
    this.random = new Random(seed);
    this.writes = new RandomWrites(random);
    this.trouble = trouble;
    this.outsider = new MilvusUser(milvus);
    this.proxy = new MilvusProxy(milvus);
    journal.started(Instant.now());
    this.operator = new OperatorFixture(parts);
    this.reports =
        parts
            .kube()
            .admin()
            .resources(PartitionLoadPolicy.class)
            .inNamespace(operator.namespace())
            .inform(new Reports(journal));
    outsider.createCollection(
        collection,
        RandomWrites.PARTITIONS.stream()
            .filter(name -> !name.equals("_default"))
            .toArray(String[]::new));
    outsider.createAlias(alias, collection);
    RandomWrites.PARTITIONS.stream()
        .filter(name -> random.nextBoolean())
        .forEach(name -> touch(name, true));
  }

  /** Goes through it, checks that all went well and comes to rest, and tells how it was. */
  String live() {
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        pause();
      }
      behave();
      OperatorFixture.soon("rest, " + seed).atMost(LONGEST).untilAsserted(this::rests);
      assertThat(checker.violations(proxy.calls())).as(seed).isEmpty();
    } catch (AssertionError | ConditionTimeoutException e) {
      System.out.println(story.of(proxy.calls()));
      throw e;
    }
    return story.summary(proxy.calls());
  }

  private void rests() {
    assertThat(checker.unrest(outsider.loadStates(collection))).as(seed).isEmpty();
    assertThat(journal.last().policies().keySet()).as(seed).allMatch(this::ready);
  }

  private boolean ready(String name) {
    PartitionLoadPolicy policy = operator.policy(name);
    return policy.getStatus().conditions().stream()
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .anyMatch(c -> c.getObservedGeneration().equals(policy.getMetadata().getGeneration()));
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0 -> delete(writes.name());
      case 1, 2, 3 -> touch();
      case 4 -> misbehave();
      case 5, 6 -> behave();
      case 7 -> restart();
      default -> write(writes.policy());
    }
  }

  /** Not at all, or until the operator has read what was written or has made some more calls. */
  private void pause() {
    int kind = random.nextInt(3);
    int calls = proxy.calls().size() + random.nextInt(12);
    Instant end = Instant.now().plus(PAUSE);
    OperatorFixture.soon("a moment has passed")
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                switch (kind) {
                      case 0 -> true;
                      case 1 -> journal.inForce(Instant.now()).size() == 1;
                      default -> proxy.calls().size() >= calls;
                    }
                    || Instant.now().isAfter(end));
  }

  private void write(WrittenPolicy policy) {
    story.add(policy.toString());
    journal.begin(Instant.now(), journal.last().with(policy));
    operator.apply(
        policy.name(), policy.yaml(proxy.uri(), policy.name().equals("pin") ? alias : collection));
    ObjectMeta written = operator.policy(policy.name()).getMetadata();
    journal.wrote(new Version(written.getUid(), written.getGeneration()));
  }

  private void delete(String name) {
    story.add("delete " + name);
    journal.begin(Instant.now(), journal.last().without(name));
    operator.delete(name);
  }

  private void touch() {
    String partition = writes.one(RandomWrites.PARTITIONS);
    boolean load = random.nextBoolean();
    if (touches.merge(partition, 1, Integer::sum) <= TOUCHES) {
      touch(partition, load);
    }
  }

  private void touch(String partition, boolean load) {
    journal.touched(new Touch(Instant.now(), partition, load));
    story.add((load ? "load " : "release ") + partition);
    if (load) {
      outsider.load(collection, partition);
    } else {
      outsider.release(collection, partition);
    }
  }

  private void misbehave() {
    long seed = random.nextLong();
    if (trouble) {
      story.add(proxy.misbehave(new Random(seed)));
    }
  }

  private void behave() {
    story.add("behave");
    proxy.behave();
  }

  private void restart() {
    story.add("restart");
    operator.stopOperator();
    running = false;
    if (random.nextBoolean()) {
      write(writes.policy());
    }
    touch();
    journal.started(Instant.now());
    operator.startOperator();
    running = true;
  }

  @Override
  public void close() {
    reports.close();
    if (running) {
      operator.close();
    }
    proxy.close();
    outsider.close();
  }
}
