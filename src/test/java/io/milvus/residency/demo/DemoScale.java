package io.milvus.residency.demo;

import static io.milvus.residency.testkit.RealParts.SERVICE_ACCOUNT;

import io.milvus.residency.demo.DriftMeasurement.Correction;
import io.milvus.residency.testkit.AuditLog.Request;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** {@code ./demo --scale}: measures the packaged operator with many policies. */
final class DemoScale {

  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int DRIFTS = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KubeServer kube;
  private final ScaleMilvus milvus;
  private final ScaleScene scene;
  private final ScaleSize size;

  private DemoScale(KubeServer kube, ScaleMilvus milvus, ScaleScene scene, ScaleSize size) {
    this.kube = kube;
    this.milvus = milvus;
    this.scene = scene;
    this.size = size;
  }

  /**
   * The numbers that grow with the number of policies.
   *
   * @param policies the number of policies
   * @param cpu the processor time until all policies are Ready, in seconds
   * @param idle the share of a core while idle, after the drifts, in percent
   * @param anonymous the peak of anonymous memory, in MiB
   */
  private record Cost(int policies, double cpu, double idle, double anonymous) {}

  /** Measures each size, prints a table for each, and for several sizes how costs grow. */
  static void measure(List<ScaleSize> sizes) {
    List<Cost> costs = sizes.stream().map(DemoScale::measure).toList();
    if (costs.stream().mapToInt(Cost::policies).distinct().count() > 1) {
      System.out.println("Straight lines through these sizes, by least squares");
      grows("CPU until all are Ready", "s", costs, Cost::cpu);
      grows("idle later, share of a core", "%", costs, Cost::idle);
      grows("peak anonymous memory", "MiB", costs, Cost::anonymous);
    }
  }

  private static void grows(
      String what, String unit, List<Cost> costs, ToDoubleFunction<Cost> cost) {
    Line line = Line.through(costs, Cost::policies, cost);
    row(
        what,
        "%.2f %s and %.2f %s for each 1000 policies"
            .formatted(line.start(), unit, 1000 * line.slope(), unit));
  }

  private static Cost measure(ScaleSize size) {
    try (ScaleMilvus milvus = ScaleMilvus.start(size);
        KubeServer kube = KubeServer.start()) {
      RealParts.install(kube);
      try (ScaleScene scene = new ScaleScene(kube, milvus, size)) {
        return new DemoScale(kube, milvus, scene, size).run();
      }
    }
  }

  private Cost run() {
    System.err.println("Making the archive of classes …");
    List<String> options = new ArrayList<>(size.jvmOptions());
    options.add(ClassArchive.option(OperatorProcess.java(), OperatorProcess.JAR));
    System.err.println("Starting the operator …");
    Instant start = Instant.now();
    try (ChildProcess operator = OperatorProcess.start(kube, Map.of(), options);
        MemoryLimit limit = new MemoryLimit(operator, size.limit())) {
      await("all policies are Ready", operator, scene::allReady);
      Duration ready = Duration.between(start, Instant.now());
      Duration cpu = ProcessUsage.of(operator.pid()).cpu();
      System.out.printf(
          "%d policies on %d collections of %d partitions%n",
          size.policies(), size.collections(), size.partitions());
      row("Milvus", milvus.description());
      row(
          "first policy Ready after",
          seconds(Duration.between(start, scene.firstReady().orElseThrow())));
      row("all Ready after", seconds(ready));
      row("CPU until then", seconds(cpu));
      idle(operator, "idle at first");
      drift(operator);
      // By now the JVM has compiled what an idle operator runs.
      double idle = idle(operator, "idle later");
      memory(operator, limit);
      return new Cost(size.policies(), cpu.toMillis() / 1000.0, idle, limit.peak());
    }
  }

  private void memory(ChildProcess operator, MemoryLimit limit) {
    ProcessUsage end = ProcessUsage.of(operator.pid());
    row(
        "resident memory",
        "%d MiB, of these %d anonymous".formatted(end.resident(), end.anonymous()));
    row("peak resident memory", "%d MiB".formatted(end.peak()));
    row("peak anonymous memory", "%d MiB".formatted(limit.peak()));
    row("threads", "%d, at most %d".formatted(end.threads(), limit.peakThreads()));
    row("open sockets", Long.toString(ProcessUsage.sockets(operator.pid())));
    System.out.println();
  }

  private double idle(ChildProcess operator, String when) {
    System.err.printf("Measuring %d idle seconds …%n", IDLE.toSeconds());
    pause(INTERVAL, operator);
    Instant from = Instant.now();
    ProcessUsage before = ProcessUsage.of(operator.pid());
    Map<String, Long> calls = milvus.calls();
    pause(IDLE, operator);
    ProcessUsage after = ProcessUsage.of(operator.pid());
    double share = 100.0 * after.cpu().minus(before.cpu()).toMillis() / IDLE.toMillis();
    row(when + ", share of a core", "%.1f %%".formatted(share));
    double looks = (double) size.collections() * IDLE.toSeconds() / INTERVAL.toSeconds();
    Map<String, String> rates = new TreeMap<>();
    milvus
        .calls()
        .forEach(
            (method, count) -> {
              long more = count - calls.getOrDefault(method, 0L);
              if (more > 0) {
                rates.put(method, "%.2f".formatted(more / looks));
              }
            });
    row(when + ", calls a collection and interval", rates.toString());
    Map<String, Long> requests =
        kube.requests().stream()
            .filter(request -> request.at().isAfter(from))
            .filter(request -> request.user().endsWith(":" + SERVICE_ACCOUNT))
            .collect(Collectors.groupingBy(Request::verb, TreeMap::new, Collectors.counting()));
    row(when + ", requests to the API server", requests.toString());
    return share;
  }

  private void drift(ChildProcess operator) {
    DriftMeasurement drift = new DriftMeasurement(milvus, size, INTERVAL, DRIFTS);
    System.err.printf("Measuring how fast drift is corrected, %d times …%n", drift.size());
    List<Correction> corrections = drift.run(operator::alive);
    row("drift, load requested after", times(corrections, Correction::requested));
    row("drift, loaded again after", times(corrections, Correction::loaded));
  }

  private static String times(List<Correction> corrections, Function<Correction, Duration> time) {
    List<Duration> sorted = corrections.stream().map(time).sorted().toList();
    return "median %s, %s to %s, of %d (interval %ds)"
        .formatted(
            seconds(sorted.get(sorted.size() / 2)),
            seconds(sorted.get(0)),
            seconds(sorted.get(sorted.size() - 1)),
            sorted.size(),
            INTERVAL.toSeconds());
  }

  private static void pause(Duration time, ChildProcess operator) {
    Instant end = Instant.now().plus(time);
    await("the pause is over", operator, () -> Instant.now().isAfter(end));
  }

  private static void await(String what, ChildProcess operator, BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (!operator.alive()) {
        throw new StepFailed("The operator ended before " + what + ":\n" + operator.output());
      }
      if (Instant.now().isAfter(end)) {
        throw new StepFailed(
            "Not seen within %d minutes: %s".formatted(PATIENCE.toMinutes(), what));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static void row(String what, String value) {
    System.out.printf("%-44s %s%n", what, value);
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1000.0);
  }
}
