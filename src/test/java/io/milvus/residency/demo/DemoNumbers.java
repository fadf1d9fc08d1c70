package io.milvus.residency.demo;

import static io.milvus.residency.testkit.RealParts.SERVICE_ACCOUNT;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.testkit.AuditLog.Request;
import io.milvus.residency.testkit.BrokenServers;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/** {@code ./demo --numbers}: measures the packaged operator on the real parts. */
final class DemoNumbers {

  private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");
  private static final int TRIES = 7;

  private final RealParts parts;
  private final ChildProcess operator;
  private final OperatorCalls calls;
  private final Instant started;

  /** Measures an operator that was started at this time and logs its calls. */
  DemoNumbers(RealParts parts, ChildProcess operator, Instant started) {
    this.parts = parts;
    this.operator = operator;
    this.calls = new OperatorCalls(operator);
    this.started = started;
  }

  void measure(Duration idle) {
    soon("the operator started").until(() -> operator.output().contains("Started: "));
    row("start to ready", List.of(Duration.between(started, Instant.now())));
    reactions();
    new DemoSwap(parts, calls).measure();
    drift("release by another client to Loaded, interval 5s");
    driftBesideBrokenServers();
    idle(idle);
    System.out.printf("%-42s %s%n", "resident memory", status("VmRSS"));
    System.out.printf("%-42s %s%n", "heap in use after a garbage collection", heap());
  }

  private void reactions() {
    List<Duration> called = new ArrayList<>();
    List<Duration> ready = new ArrayList<>();
    List<Duration> byHand = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      byHand.add(loadByHand("by_hand" + i));
      String name = "reaction" + i;
      parts.user().createCollection(name, "de");
      Instant applied = apply(name, name, "de", "30s");
      soon(name + " is Ready").until(() -> ready(name));
      ready.add(Duration.between(applied, Instant.now()));
      called.add(Duration.between(applied, calls.of(name).get(0).begun()));
      delete(name);
    }
    row("apply to the first call of Milvus", called);
    row("apply to Ready, an empty partition loaded", ready);
    row("load to Loaded by hand, an empty partition", byHand);
  }

  private Duration loadByHand(String collection) {
    parts.user().createCollection(collection, "de");
    Instant begun = Instant.now();
    parts.user().load(collection, "de");
    soon("the partition is loaded")
        .until(() -> parts.user().loadState(collection, "de").equals("Loaded"));
    return Duration.between(begun, Instant.now());
  }

  /** Adds four policies on each broken server; their cost is the difference to the row before. */
  private void driftBesideBrokenServers() {
    try (BrokenServers broken = new BrokenServers()) {
      broken
          .uris()
          .forEach(
              (how, uri) -> {
                for (int i = 0; i < 4; i++) {
                  apply(how + i, uri, how + i, "de", "5s");
                }
              });
      soon("one is Unreachable").until(() -> reported("idle0"));
      drift("the same beside five broken servers");
      broken.uris().keySet().forEach(how -> IntStream.range(0, 4).forEach(i -> delete(how + i)));
    }
  }

  private void drift(String what) {
    List<Duration> repaired = new ArrayList<>();
    String collection = MilvusUser.uniqueName("drift");
    // A partition for each try: the same one again and again would be a drift conflict.
    String[] partitions = IntStream.range(0, TRIES).mapToObj(i -> "p" + i).toArray(String[]::new);
    parts.user().createCollection(collection, partitions);
    apply("drift", collection, String.join(", ", partitions), "5s");
    for (String partition : partitions) {
      soon("drift is Ready").until(() -> ready("drift"));
      parts.user().release(collection, partition);
      Instant released = Instant.now();
      soon(partition + " is back")
          .until(() -> parts.user().loadState(collection, partition).equals("Loaded"));
      repaired.add(Duration.between(released, Instant.now()));
    }
    delete("drift");
    row(what, repaired);
  }

  private void idle(Duration time) {
    String[] partitions = IntStream.range(0, 50).mapToObj(i -> "p" + i).toArray(String[]::new);
    parts.user().createCollection("idle", partitions);
    for (String name : List.of("one", "two", "three")) {
      apply("idle-" + name, "idle", "p1, p2", "30s");
    }
    for (String name : List.of("one", "two", "three")) {
      soon(name + " is Ready").until(() -> ready("idle-" + name));
    }
    Instant settled = Instant.now().plusSeconds(5);
    await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(settled));
    Instant end = settled.plus(time);
    await("idle")
        .atMost(time.plusMinutes(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Instant.now().isAfter(end));
    long looked = calls.of("idle").stream().filter(c -> c.begun().isAfter(settled)).count();
    long looks = time.dividedBy(Duration.ofSeconds(30));
    System.out.printf(
        "%-42s %d in %d min: %d looks at 1 collection, 50 partitions, 3 policies%n",
        "RPCs while idle", looked, time.toMinutes(), looks);
    System.out.printf(
        "%-42s %d in %d min%n", "API writes while idle", writes(settled), time.toMinutes());
  }

  private long writes(Instant since) {
    return parts.kube().requests().stream()
        .filter(request -> request.at().isAfter(since))
        .filter(request -> request.user().endsWith(":" + SERVICE_ACCOUNT))
        .map(Request::verb)
        .filter(WRITES::contains)
        .count();
  }

  private Instant apply(String name, String collection, String partitions, String interval) {
    return apply(name, parts.milvus().uri(), collection, partitions, interval);
  }

  private Instant apply(
      String name, String uri, String collection, String partitions, String interval) {
    String manifest =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: default}
        spec:
          milvus: {uri: "%s"}
          collection: %s
          rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
          interval: %s
        """
            .formatted(name, uri, collection, partitions, interval);
    Instant now = Instant.now();
    parts.kube().admin().resource(manifest).create();
    return now;
  }

  private boolean ready(String name) {
    return policy(name).getStatus().conditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private boolean reported(String name) {
    return !policy(name).getStatus().conditions().isEmpty();
  }

  private PartitionLoadPolicy policy(String name) {
    return parts
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace("default")
        .withName(name)
        .get();
  }

  private void delete(String name) {
    parts
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace("default")
        .withName(name)
        .delete();
  }

  private String status(String field) {
    return Shell.run(Map.of(), "grep", field, "/proc/" + operator.pid() + "/status")
        .checked()
        .replaceAll("\\s+", " ")
        .strip();
  }

  private String heap() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(operator.pid());
    Shell.run(Map.of(), jcmd, pid, "GC.run").checked();
    return Shell.run(Map.of(), jcmd, pid, "GC.heap_info")
        .checked()
        .lines()
        .filter(line -> line.contains("used"))
        .findFirst()
        .orElse("unknown")
        .strip();
  }

  private static ConditionFactory soon(String what) {
    return await(what)
        .atMost(Duration.ofSeconds(40))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  private static void row(String what, List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    System.out.printf(
        "%-42s median %s, %s to %s, of %d%n",
        what,
        seconds(sorted.get(sorted.size() / 2)),
        seconds(sorted.get(0)),
        seconds(sorted.get(sorted.size() - 1)),
        sorted.size());
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1000.0);
  }
}
