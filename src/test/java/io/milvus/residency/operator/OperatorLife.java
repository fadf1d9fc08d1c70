package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.milvus.MilvusProxy;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An operator, and people who write policies, load and release behind its back, start it anew and
 * trouble its Milvus. What they do depends on the seed alone.
 */
final class OperatorLife implements AutoCloseable {

  private static final int STEPS = 40;
  private static final Duration PAUSE = Duration.ofMillis(1500);

  /** One that is touched more often could be taken for a fight, and be given up for an hour. */
  private static final int TOUCHES = 2;

  private final Random random;
  private final RandomWrites writes;
  private final boolean trouble;
  private final MilvusUser outsider;
  private final MilvusProxy proxy;
  private final OperatorFixture operator;
  private final SharedIndexInformer<PartitionLoadPolicy> reports;
  private final String collection = MilvusUser.uniqueName("life");
  private final Journal journal = new Journal();
  private final Checker checker = new Checker(journal, collection);
  private final Map<String, Integer> touches = new HashMap<>();
  private final Map<String, String> left = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private boolean running = true;

  /**
   * Begins it.
   *
   * @param milvus where a Milvus answers that others may use, too
   * @param trouble whether the operator's calls may go wrong
   */
  OperatorLife(long seed, RealParts parts, String milvus, boolean trouble) {
    story.add("-Dresidency.seed=" + seed);
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
            .inform(new Reader());
    outsider.createCollection(
        collection,
        RandomWrites.PARTITIONS.stream()
            .filter(name -> !name.equals("_default"))
            .toArray(String[]::new));
    RandomWrites.PARTITIONS.forEach(name -> left.put(name, "NotLoad"));
    RandomWrites.PARTITIONS.stream()
        .filter(name -> random.nextBoolean())
        .forEach(name -> touch(name, true));
  }

  /** Goes through it, checks that all went well and comes to rest, and tells how it was. */
  String live() {
    Instant begun = Instant.now();
    for (int i = 0; i < STEPS; i++) {
      step();
      pause();
    }
    behave();
    OperatorFixture.soon("rest").untilAsserted(this::rests);
    assertThat(checker.violations(proxy.calls())).as("violations, after %s", story).isEmpty();
    return "%s: %d writes, %d loads and %d releases in %d s"
        .formatted(
            story.get(0),
            journal.all().size() - 1,
            calls("LoadPartitions"),
            calls("ReleasePartitions"),
            Duration.between(begun, Instant.now()).toSeconds());
  }

  private long calls(String method) {
    return proxy.calls().stream().filter(call -> call.method().equals(method)).count();
  }

  private void rests() {
    assertThat(checker.unrest(outsider.loadStates(collection), left))
        .as("what is not as it should be, after %s", story)
        .isEmpty();
    assertThat(journal.last().policies().keySet())
        .as("policies, after %s", story)
        .allMatch(this::ready);
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
      case 4, 5 -> misbehave();
      case 6, 7, 8 -> behave();
      case 9 -> restart();
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
    operator.apply(policy.name(), policy.yaml(proxy.uri(), collection));
    journal.wrote(version(operator.policy(policy.name())));
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
    story.add((load ? "load " : "release ") + partition);
    if (load) {
      outsider.load(collection, partition);
    } else {
      outsider.release(collection, partition);
    }
    left.put(partition, load ? "Loaded" : "NotLoad");
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

  private static Journal.Version version(PartitionLoadPolicy policy) {
    return new Journal.Version(policy.getMetadata().getUid(), policy.getMetadata().getGeneration());
  }

  /** Reads in the journal's name what the operator tells. */
  private final class Reader implements ResourceEventHandler<PartitionLoadPolicy> {
    @Override
    public void onAdd(PartitionLoadPolicy policy) {
      if (policy.getStatus().observedGeneration() > 0) {
        journal.read(
            Instant.now(),
            new Journal.Version(
                policy.getMetadata().getUid(), policy.getStatus().observedGeneration()));
      }
    }

    @Override
    public void onUpdate(PartitionLoadPolicy before, PartitionLoadPolicy after) {
      onAdd(after);
    }

    @Override
    public void onDelete(PartitionLoadPolicy policy, boolean unknown) {}
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
