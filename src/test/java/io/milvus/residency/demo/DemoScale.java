package io.milvus.residency.demo;

import static io.milvus.residency.testkit.RealParts.SERVICE_ACCOUNT;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.AuditLog.Request;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;

/** {@code ./demo --scale}: measures the packaged operator with many policies on the real parts. */
final class DemoScale {

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int DRIFTS = 15;

  private final RealParts parts;
  private final ScaleScene scene;
  private final ScaleSize size;

  DemoScale(RealParts parts, ScaleScene scene, ScaleSize size) {
    this.parts = parts;
    this.scene = scene;
    this.size = size;
  }

  /** Measures, and prints one table. */
  static void measure(ScaleSize size) {
    try (RealParts parts = RealParts.start();
        ScaleScene scene = new ScaleScene(parts, size.policies(), size.collections())) {
      new DemoScale(parts, scene, size).run();
    }
  }

  private void run() {
    System.err.println("Making the archive of classes …");
    List<String> options = new ArrayList<>(size.jvmOptions());
    options.add(ClassArchive.option(OperatorProcess.java(), OperatorProcess.JAR));
    System.err.println("Starting the operator …");
    Instant start = Instant.now();
    try (ChildProcess operator = OperatorProcess.start(parts, Map.of(), options);
        MemoryLimit limit = new MemoryLimit(operator, size.limit())) {
      soon("all policies are Ready", operator).until(scene::allReady);
      Duration ready = Duration.between(start, Instant.now());
      ProcessUsage then = ProcessUsage.of(operator.pid());
      System.out.printf("%d policies on %d collections%n", size.policies(), size.collections());
      row("all Ready after", seconds(ready));
      row("CPU until then", seconds(then.cpu()));
      idle(operator);
      drift(operator);
      ProcessUsage end = ProcessUsage.of(operator.pid());
      row(
          "resident memory",
          "%d MiB, of these %d anonymous".formatted(end.resident(), end.anonymous()));
      row("peak resident memory", "%d MiB".formatted(end.peak()));
      row("peak anonymous memory", "%d MiB".formatted(limit.peak()));
      row("threads", Long.toString(end.threads()));
    }
  }

  private void idle(ChildProcess operator) {
    System.err.printf("Measuring %d idle seconds …%n", IDLE.toSeconds());
    pause(INTERVAL, operator);
    Instant from = Instant.now();
    ProcessUsage before = ProcessUsage.of(operator.pid());
    Map<String, Long> calls = parts.milvus().requests();
    pause(IDLE, operator);
    ProcessUsage after = ProcessUsage.of(operator.pid());
    double share = 100.0 * after.cpu().minus(before.cpu()).toMillis() / IDLE.toMillis();
    row("idle, share of a core", "%.1f %%".formatted(share));
    double looks = (double) size.collections() * IDLE.toSeconds() / INTERVAL.toSeconds();
    Map<String, String> rates = new TreeMap<>();
    parts
        .milvus()
        .requests()
        .forEach(
            (method, count) -> {
              long more = count - calls.getOrDefault(method, 0L);
              if (more > 0) {
                rates.put(method, "%.2f".formatted(more / looks));
              }
            });
    row("Milvus calls a collection and interval", rates.toString());
    Map<String, Long> requests =
        parts.kube().requests().stream()
            .filter(request -> request.at().isAfter(from))
            .filter(request -> request.user().endsWith(":" + SERVICE_ACCOUNT))
            .collect(Collectors.groupingBy(Request::verb, TreeMap::new, Collectors.counting()));
    row("requests to the API server while idle", requests.toString());
  }

  private void drift(ChildProcess operator) {
    System.err.printf("Measuring how fast drift is corrected, %d times …%n", DRIFTS);
    List<CompletableFuture<Duration>> corrections = new ArrayList<>();
    for (int i = 0; i < DRIFTS; i++) {
      String collection = scene.collection(i % size.collections());
      parts.user().release(collection, "b1");
      Instant released = Instant.now();
      corrections.add(CompletableFuture.supplyAsync(() -> corrected(collection, released)));
      // Evenly over the interval, because collections may be looked at at the same time.
      pause(INTERVAL.dividedBy(DRIFTS), operator);
    }
    List<Duration> sorted = corrections.stream().map(CompletableFuture::join).sorted().toList();
    row(
        "drift corrected after, interval 30s",
        "median %s, %s to %s, of %d"
            .formatted(
                seconds(sorted.get(sorted.size() / 2)),
                seconds(sorted.get(0)),
                seconds(sorted.get(sorted.size() - 1)),
                sorted.size()));
  }

  private Duration corrected(String collection, Instant released) {
    await("drift of " + collection + " is corrected")
        .atMost(INTERVAL.multipliedBy(4))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> parts.user().loadState(collection, "b1").equals("Loaded"));
    return Duration.between(released, Instant.now());
  }

  private static void pause(Duration time, ChildProcess operator) {
    Instant end = Instant.now().plus(time);
    soon("the pause is over", operator).until(() -> Instant.now().isAfter(end));
  }

  private static ConditionFactory soon(String what, ChildProcess operator) {
    return await(what)
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(100))
        .failFast(
            () -> {
              if (!operator.alive()) {
                throw new IllegalStateException("The operator ended: " + operator.output());
              }
            });
  }

  private static void row(String what, String value) {
    System.out.printf("%-42s %s%n", what, value);
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1000.0);
  }
}
