package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.MilvusCall;
import io.milvus.residency.testkit.milvus.MilvusProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An operator, users who write policies and restart the operator, other clients that load and
 * release, and faults of the clock, of Milvus and of the API server. All of that depends only on
 * the seed and the setting.
 */
final class RandomOperatorLife implements AutoCloseable {

  private static final int STEPS = 30;

  /**
   * A change that Milvus did not answer is waited for a minute, and a load that failed again and
   * again waits up to 40 s.
   */
  static final Duration LONGEST = Duration.ofSeconds(150);

  private final Random random;
  private final RandomPolicyWriter writes;
  private final String seed;
  private final LifeStory story;
  private final LifeSetting setting;
  private final MilvusUser user;
  private final OtherClient outsider;
  private final WaitingTimes moments;
  private final UserRoutines habits;
  private final Surprises surprises;
  private final MilvusProxy near;
  private final MilvusProxy far;
  private final OperatorFixture operator;
  private final SharedIndexInformer<PartitionLoadPolicy> reports;
  private final PolicyAuthors people;
  private final OperatorTroubles troubles;
  private final String collection = MilvusUser.uniqueName("life");
  private final String alias = collection + "_alias";
  private final LifeJournal journal = new LifeJournal();
  private final LifeChecker checker;
  private boolean running = true;

  /**
   * Begins it.
   *
   * @param milvus where a Milvus answers that others may use, too
   */
  RandomOperatorLife(long seed, RealParts parts, String milvus, LifeSetting setting) {
    this.seed = "-Dresidency.seed=" + seed;
    this.story = new LifeStory(this.seed + " " + setting);
    this.random = new Random(seed);
    this.writes =
        new RandomPolicyWriter(random, 1 + random.nextInt(RandomPolicyWriter.POLICIES.size()));
    this.setting = setting;
    this.checker = new LifeChecker(journal, collection, setting.pass());
    this.user = new MilvusUser(milvus);
    this.near = new MilvusProxy(milvus);
    this.far = new MilvusProxy(milvus);
    journal.started(Instant.now());
    this.troubles =
        new OperatorTroubles(
            random, setting, story, near, far, new ApiServerTrouble(parts.kube(), journal, story));
    this.operator = new OperatorFixture(parts, troubles.clock().withZone(ZoneOffset.UTC));
    this.reports =
        parts
            .kube()
            .admin()
            .resources(PartitionLoadPolicy.class)
            .inNamespace(operator.namespace())
            .inform(new StatusWatcher(journal));
    this.people = new PolicyAuthors(parts.kube(), operator, journal, story, this::yaml);
    this.outsider = new OtherClient(user, collection, journal, story);
    this.moments =
        new WaitingTimes(
            random, journal, this::calls, setting.trouble(), people::blocked, this::restful);
    this.habits = new UserRoutines(random, writes, people, journal, moments);
    this.surprises =
        new Surprises(setting, writes, people, journal, moments, troubles, outsider, this::loaded);
    user.createCollection(
        collection,
        RandomPolicyWriter.PARTITIONS.stream()
            .filter(name -> !name.equals("_default"))
            .toArray(String[]::new));
    user.createAlias(alias, collection);
    RandomPolicyWriter.PARTITIONS.stream()
        .filter(name -> random.nextBoolean())
        .forEach(name -> outsider.touch(name, true));
    people.list(writes.names());
  }

  private String yaml(WrittenPolicy policy) {
    return policy.yaml(
        (policy.far() ? far : near).uri(),
        policy.name().equals("pin") ? alias : collection,
        setting.quiet() ? "1h" : "5s");
  }

  /** Goes through it, checks that all went well and comes to rest, and tells how it was. */
  String live() {
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        moments.any();
      }
      mend();
      OperatorFixture.soon("rest, " + seed).atMost(LONGEST).untilAsserted(this::rests);
      assertThat(checker.violations(calls())).as(seed).isEmpty();
    } catch (AssertionError | ConditionTimeoutException e) {
      System.out.println(story.of(calls()) + people.statuses() + "\n" + e.getMessage());
      throw e;
    }
    return story.summary(calls());
  }

  private List<MilvusCall> calls() {
    return Stream.concat(near.calls().stream(), far.calls().stream())
        .sorted(Comparator.comparing(MilvusCall::at))
        .toList();
  }

  /** Approves what is blocked, so that it has to be released. */
  private void rests() {
    people.approve();
    assertThat(checker.unrest(user.loadStates(collection))).as(seed).isEmpty();
    assertThat(journal.last().entries().keySet()).as(seed).allMatch(this::ready);
  }

  private boolean loaded(String partition) {
    return user.loadState(collection, partition).equals(LifeChecker.LOADED);
  }

  private boolean restful() {
    return checker.unrest(user.loadStates(collection)).isEmpty();
  }

  private boolean ready(String name) {
    PartitionLoadPolicy policy = operator.policy(name);
    return policy.getStatus().conditions().stream()
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .anyMatch(c -> c.getObservedGeneration().equals(policy.getMetadata().getGeneration()));
  }

  private void step() {
    String policy = writes.name();
    if (people.now(policy).isEmpty()) {
      people.write(writes.policy(policy));
      return;
    }
    switch (random.nextInt(35)) {
      case 0 -> people.delete(policy);
      case 1, 2, 3 -> touch(policy);
      case 4 -> troubles.misbehave();
      case 5, 26 -> troubles.behave();
      case 6 -> restart(policy);
      case 7 -> habits.goBack(policy);
      case 8, 9 -> habits.repeat(policy);
      case 10, 11 -> habits.swap(policy);
      case 12 -> habits.holdAndLoad(policy, this::loadAll);
      case 13 -> people.hold(policy, random.nextBoolean());
      case 14, 15, 16 -> people.approve();
      case 17, 18 -> habits.writeAnew(policy);
      case 19 -> people.list(writes.names());
      case 20 -> habits.slip();
      case 21 -> habits.goBlind(policy);
      case 22 -> habits.hurry(policy);
      case 23 -> loadAll();
      case 24 ->
          troubles.ofTheCluster(() -> people.disturb(policy), () -> whileTheClusterIsAway(policy));
      case 25 -> troubles.setClock();
      case 27 -> habits.change(policy);
      case 29, 30 -> surprises.interrupt(policy);
      case 31 -> surprises.mute(policy);
      case 32 -> surprises.stray(policy);
      case 33 -> surprises.blind(policy);
      case 28 -> habits.thereAndBack(policy);
      default -> people.write(writes.policy(policy));
    }
  }

  /** In a quiet life people write instead: nothing tells the operator of what is touched. */
  private void touch(String policy) {
    String partition = writes.one(RandomPolicyWriter.PARTITIONS);
    boolean load = random.nextBoolean();
    if (setting.quiet()) {
      habits.goBack(policy);
    } else {
      outsider.touch(partition, load);
    }
  }

  private void loadAll() {
    if (!setting.quiet()) {
      outsider.loadAll();
    }
  }

  private void whileTheClusterIsAway(String policy) {
    if (!setting.quiet()) {
      touch(policy);
    }
    moments.briefly();
  }

  private void restart(String policy) {
    story.add("restart");
    operator.stopOperator();
    running = false;
    if (random.nextBoolean()) {
      people.write(writes.policy(policy));
    }
    touch(policy);
    journal.started(Instant.now());
    operator.startOperator();
    running = true;
  }

  /** Ends all trouble. */
  private void mend() {
    troubles.end();
    people.list(journal.last().list().names());
    String policy = writes.name();
    if (random.nextBoolean() && people.now(policy).isPresent()) {
      habits.hurry(policy);
    }
  }

  @Override
  public void close() {
    reports.close();
    if (running) {
      operator.close();
    }
    near.close();
    far.close();
    user.close();
  }
}
