package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./demo}: the operator at work on a real API server and a real Milvus. */
public final class Demo {

  private static final String HELP =
      """
      Usage: ./demo [--keep | --numbers]

      Builds the operator, starts a real kube-apiserver with etcd and a real Milvus on loopback, installs
      what crds/ and deploy/ ship, runs the operator with its ServiceAccount's rights, and tells a story.
      Every step is checked against Milvus itself. What is missing is fetched or built once, and kept in
      the user's cache folder (RESIDENCY_CACHE names another).

        --keep      stay up afterwards, to try things by hand, until Ctrl-C
        --numbers   measure in place of the story: reaction times, then ten idle minutes
        --help      show this

      Exit code: 0 if every step happened, 1 if one did not.
      """;

  private Demo() {}

  /** Runs it. */
  public static void main(String[] args) throws InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(HELP);
      return;
    }
    if (arguments.equals(List.of("--numbers"))) {
      measure();
      System.exit(0);
    }
    if (!arguments.isEmpty() && !arguments.equals(List.of("--keep"))) {
      System.err.print("Unknown argument: " + String.join(" ", arguments) + "\n\n" + HELP);
      System.exit(1);
    }
    System.exit(run(!arguments.isEmpty()) ? 0 : 1);
  }

  private static void measure() {
    try (RealParts parts = RealParts.start()) {
      Instant start = Instant.now();
      try (ChildProcess operator =
          OperatorProcess.start(parts, Map.of("RESIDENCY_LOG_LEVEL", "DEBUG"))) {
        new DemoNumbers(parts, operator, start).measure(Duration.ofMinutes(10));
      }
    }
  }

  private static boolean run(boolean keep) throws InterruptedException {
    System.err.println("Starting kube-apiserver, etcd and Milvus …");
    RealParts parts = RealParts.start();
    ChildProcess operator = OperatorProcess.start(parts);
    Thread cleanUp =
        new Thread(
            () -> {
              // A step that is under way fails now, which is no news to whoever ended the demo.
              Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {});
              operator.close();
              parts.close();
            });
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      new DemoStory(parts).tell();
    } catch (StepFailed e) {
      System.out.println("\nNOT AS IT SHOULD BE: " + e.getMessage());
      System.out.println("\nThe operator's log:\n" + operator.output());
      return false;
    }
    if (keep) {
      System.out.printf(
          """

          Everything stays up until Ctrl-C. To try things by hand:

            export KUBECONFIG=%s
            kubectl get plp -A
            kubectl explain plp.spec.rules

          Milvus answers at %s, without authentication. Partitions of the collection %s:
          %s
          """,
          parts.kube().kubeconfigFile(),
          parts.milvus().uri(),
          DemoStage.COLLECTION,
          parts.user().loadStates(DemoStage.COLLECTION));
      new CountDownLatch(1).await();
    }
    return true;
  }
}
