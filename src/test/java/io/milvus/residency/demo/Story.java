package io.milvus.residency.demo;

import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is shown, step by step, each checked against Milvus itself. */
final class Story {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String COLLECTION = "articles";

  private final RealParts parts;
  private final Instant start = Instant.now();

  Story(RealParts parts) {
    this.parts = parts;
  }

  void tell() {
    say("A collection is created and loaded; then a partition old, which is loaded too");
    parts.user().createCollection(COLLECTION);
    parts.user().load(COLLECTION, "_default");
    parts.user().createPartition(COLLECTION, "old");
    parts.user().load(COLLECTION, "old");
    expect(Map.of("_default", "Loaded", "old", "Loaded"));

    say("A policy says Released for it");
    apply(
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: archive, namespace: default}
        spec:
          milvus: {uri: "%s"}
          collection: articles
          rules:
            - {name: old, match: {names: [old]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 2s}      # 5m if omitted
        """);
    expect(Map.of("_default", "Loaded", "old", "NotLoad"));
    until(
        "get_load_state of the collection to be Loaded still",
        () -> parts.user().loadState(COLLECTION),
        "Loaded"::equals);
    System.out.println("  get_load_state of the collection as a whole: Loaded");
    ready("archive");

    say("Partitions for languages and tenants come; a policy of names and globs is applied");
    for (String name : new String[] {"de", "en", "tenant_a", "tenant_b", "tenant_trial_c"}) {
      parts.user().createPartition(COLLECTION, name);
    }
    apply(serving("Enforce", "de, en"));
    expect(
        Map.of(
            "_default", "Loaded",
            "old", "NotLoad",
            "de", "Loaded",
            "en", "Loaded",
            "tenant_a", "Loaded",
            "tenant_b", "Loaded",
            "tenant_trial_c", "NotLoad"));
    ready("serving");
    show("get", "plp");

    say("Somebody releases de behind its back, by a plain call of the SDK");
    parts.user().release(COLLECTION, "de");
    Instant released = Instant.now();
    expect(Map.of("de", "Loaded"));
    System.out.printf(
        "  put back %.1f s after the release (interval: 5s)%n",
        Duration.between(released, Instant.now()).toMillis() / 1000.0);

    say("The policy is edited: en is no longer wanted, and tenants are released");
    ready("serving");
    apply(serving("Enforce", "de").replace("state: Loaded}  # tenants", "state: Released}"));
    expect(Map.of("de", "Loaded", "en", "Loaded", "tenant_a", "NotLoad", "tenant_b", "NotLoad"));
    System.out.println("  en is still loaded: what no rule matches is left alone");
    ready("serving");

    say("It is set to Observe, and wants all of them back: the plan is in its status");
    apply(serving("Observe", "de, en"));
    until("the plan in the status", () -> message("serving"), m -> m.contains("would load"));
    show("get", "plp", "serving", "-o", "wide");
    staysFor(
        Duration.ofSeconds(6),
        Map.of("de", "Loaded", "tenant_a", "NotLoad", "tenant_b", "NotLoad"));
    System.out.println("  nothing was touched in more than an interval");

    say("Both policies are deleted: Milvus stays as it is");
    show("delete", "plp", "--all");
    expect(Map.of("_default", "Loaded", "de", "Loaded", "en", "Loaded", "tenant_a", "NotLoad"));
    System.out.printf(
        "%nEvery step happened, and Milvus confirmed it. It took %d s.%n",
        Duration.between(start, Instant.now()).toSeconds());
  }

  private static String serving(String mode, String names) {
    return """
    apiVersion: residency.milvus.io/v1alpha1
    kind: PartitionLoadPolicy
    metadata: {name: serving, namespace: default}
    spec:
      milvus: {uri: "%%s"}
      collection: articles
      mode: %s
      rules:
        - {name: languages, match: {names: [%s]}, state: Loaded}
        - {name: tenants, match: {globs: ["tenant_*"], except: ["tenant_trial_*"]}, state: Loaded}  # tenants
      interval: 5s
      safety: {releaseDelay: 2s}
    """
        .formatted(mode, names);
  }

  private void say(String what) {
    System.out.printf("%n== %s%n", what);
  }

  private void apply(String manifest) {
    String yaml = manifest.formatted(parts.milvus().uri());
    System.out.println(yaml.stripTrailing().indent(2).stripTrailing());
    System.out.println("  " + parts.kube().apply(yaml).checked().strip());
  }

  private void show(String... arguments) {
    System.out.println("  $ kubectl " + String.join(" ", arguments));
    System.out.print(parts.kube().kubectl(arguments).checked().indent(2));
  }

  private void ready(String policy) {
    until(
        policy + " to be Ready",
        () ->
            parts
                .kube()
                .kubectl("wait", "--for=condition=Ready", "--timeout=1s", "plp/" + policy)
                .code(),
        code -> code == 0);
  }

  private String message(String policy) {
    return parts
        .kube()
        .kubectl("get", "plp", policy, "-o", "jsonpath={.status.conditions[0].message}")
        .checked();
  }

  /** Waits until Milvus shows these states, and prints all it shows. */
  private void expect(Map<String, String> states) {
    Map<String, String> seen =
        until(
            "the partitions to be " + states,
            () -> parts.user().loadStates(COLLECTION),
            shown -> shown.entrySet().containsAll(states.entrySet()));
    System.out.println("  PARTITION        get_load_state");
    seen.forEach((name, state) -> System.out.printf("  %-16s %s%n", name, state));
  }

  private void staysFor(Duration time, Map<String, String> states) {
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

  private static <T> T until(String what, Supplier<T> look, Predicate<T> expected) {
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
