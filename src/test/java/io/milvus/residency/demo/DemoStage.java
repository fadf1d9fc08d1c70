package io.milvus.residency.demo;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
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

  private final RealParts parts;

  DemoStage(RealParts parts) {
    this.parts = parts;
  }

  /** Returns a client of Milvus other than the operator. */
  MilvusUser user() {
    return parts.user();
  }

  void say(String what) {
    System.out.printf("%n== %s%n", what);
  }

  void apply(String manifest) {
    String yaml = manifest.formatted(parts.milvus().uri());
    System.out.println(yaml.stripTrailing().indent(2).stripTrailing());
    System.out.println("  " + parts.kube().apply(yaml).checked().strip());
  }

  void show(String... arguments) {
    System.out.println("  $ kubectl " + String.join(" ", arguments));
    System.out.print(parts.kube().kubectl(arguments).checked().indent(2));
  }

  String kubectl(String... arguments) {
    return parts.kube().kubectl(arguments).checked().strip();
  }

  void ready(String policy) {
    until(
        policy + " to be Ready",
        () ->
            parts
                .kube()
                .kubectl("wait", "--for=condition=Ready", "--timeout=1s", "plp/" + policy)
                .code(),
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
            () -> parts.user().loadStates(COLLECTION),
            shown -> shown.entrySet().containsAll(states.entrySet()));
    System.out.println("  PARTITION        get_load_state");
    seen.forEach((name, state) -> System.out.printf("  %-16s %s%n", name, state));
  }

  void staysFor(Duration time, Map<String, String> states) {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      Map<String, String> seen = parts.user().loadStates(COLLECTION);
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
