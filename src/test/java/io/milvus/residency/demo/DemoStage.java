package io.milvus.residency.demo;

import io.milvus.residency.testkit.Kubectl;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runs kubectl, reads Milvus itself, and prints both. */
final class DemoStage {

  static final String COLLECTION = "articles";

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Kubectl kubectl;
  private final String milvus;
  private final MilvusUser user;

  /**
   * Creates a stage.
   *
   * @param kubectl acts in the namespace of the policies, by its kubeconfig
   * @param milvus the address of Milvus
   */
  DemoStage(Kubectl kubectl, String milvus, MilvusUser user) {
    this.kubectl = kubectl;
    this.milvus = milvus;
    this.user = user;
  }

  /** Returns a client of Milvus other than the operator. */
  MilvusUser user() {
    return user;
  }

  void say(String what) {
    System.out.printf("%n== %s%n", what);
  }

  void apply(String manifest) {
    String yaml = manifest.formatted(milvus);
    System.out.println(yaml.stripTrailing().indent(2).stripTrailing());
    System.out.println("  " + kubectl.apply(yaml).checked().strip());
  }

  void show(String... arguments) {
    System.out.println("  $ kubectl " + String.join(" ", arguments));
    System.out.print(kubectl.run(arguments).checked().indent(2));
  }

  String kubectl(String... arguments) {
    return kubectl.run(arguments).checked().strip();
  }

  void ready(String policy) {
    until(
        policy + " to be Ready",
        () -> kubectl.run("wait", "--for=condition=Ready", "--timeout=1s", "plp/" + policy).code(),
        code -> code == 0);
  }

  /** Returns a field of the status, or an empty text if the field is not set. */
  String status(String policy, String field) {
    return kubectl("get", "plp", policy, "-o", "jsonpath={.status." + field + "}");
  }

  String message(String policy) {
    return status(policy, "conditions[0].message");
  }

  /** Waits until Milvus reports these states, and prints all states. */
  void expect(Map<String, String> states) {
    Map<String, String> seen =
        until(
            "the partitions to be " + states,
            () -> user.loadStates(COLLECTION),
            shown -> shown.entrySet().containsAll(states.entrySet()));
    System.out.println("  PARTITION        get_load_state");
    seen.forEach((name, state) -> System.out.printf("  %-16s %s%n", name, state));
  }

  void staysFor(Duration time, Map<String, String> states) {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      Map<String, String> seen = user.loadStates(COLLECTION);
      if (!seen.entrySet().containsAll(states.entrySet())) {
        throw new StepFailed("expected the partitions to stay " + states + ", but saw: " + seen);
      }
      pause();
    }
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
  }

  static <T> T until(String what, Supplier<T> look, Predicate<T> expected) {
    Instant deadline = Instant.now().plus(PATIENCE);
    T seen = look.get();
    while (!expected.test(seen)) {
      if (Instant.now().isAfter(deadline)) {
        throw new StepFailed(
            "expected " + what + " within " + PATIENCE.toSeconds() + " s, but saw: " + seen);
      }
      pause();
      seen = look.get();
    }
    return seen;
  }
}
