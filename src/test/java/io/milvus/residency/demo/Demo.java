package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./demo}: runs the operator on a real API server and a real Milvus. */
public final class Demo {

  private static final String HELP =
      """
      Usage: ./demo [--keep | --numbers]
             ./demo --scale POLICIES COLLECTIONS [--partitions N] [--servers N] [--limit SIZE]

      Builds the operator, starts a real kube-apiserver with etcd on loopback and a real Milvus, installs
      crds/ and deploy/, and runs the operator with the rights of its ServiceAccount through a scripted
      demo. Every step is verified against Milvus. Missing programs are downloaded or built once and kept
      in the user's cache folder; RESIDENCY_CACHE names another folder.

      Milvus listens on all network interfaces, without authentication, until the demo ends: Milvus 2.3.5
      can't listen on loopback only. On a network that you don't trust, block its ports.

        --keep      keep everything running afterwards, until Ctrl-C
        --numbers   measure instead: reaction times, then ten idle minutes
        --scale     measure instead, with many policies: start, memory, CPU, calls and drift, in
                    about five minutes; with lists of as many POLICIES as COLLECTIONS, as in
                    --scale 100,500,1000 5,25,50, measure each, and how costs grow
        --help      show this help

      With --scale:

        --partitions N  the number of partitions of each collection, 6 to 4095; 6 if omitted. Half
                        of them are loaded.
        --servers N     use N Milvus servers scripted in the process of the demo, which hold no
                        rows, instead of one real Milvus. Collections are spread over them. Needed
                        for more servers or partitions than a small machine can run.
        --limit SIZE    the memory limit of the operator, as in --limit 128Mi

      Exit code: 0 if every step succeeded, 1 if one failed.
      """;

  private Demo() {}

  /** Returns the text of {@code --help}. */
  public static String help() {
    return HELP;
  }

  /** Runs the demo. */
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
    if (arguments.contains("--scale")) {
      System.exit(scale(arguments));
    }
    if (!arguments.isEmpty() && !arguments.equals(List.of("--keep"))) {
      System.err.print("Unknown argument: " + String.join(" ", arguments) + "\n\n" + HELP);
      System.exit(1);
    }
    System.exit(run(!arguments.isEmpty()) ? 0 : 1);
  }

  private static int scale(List<String> arguments) {
    List<ScaleSize> sizes;
    try {
      sizes = ScaleSize.of(arguments);
    } catch (IllegalArgumentException e) {
      System.err.print(e.getMessage() + "\n\n" + HELP);
      return 1;
    }
    try {
      DemoScale.measure(sizes);
      return 0;
    } catch (StepFailed e) {
      System.err.println(e.getMessage());
      return 1;
    }
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
              // Ctrl-C makes the running step fail: nobody needs to read about that.
              Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {});
              operator.close();
              parts.close();
            });
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      new DemoStory(parts).tell();
    } catch (StepFailed e) {
      System.out.println("\nSTEP FAILED: " + e.getMessage());
      System.out.println("\nThe operator's log:\n" + operator.output());
      return false;
    }
    if (keep) {
      System.out.printf(
          """

          Everything keeps running until Ctrl-C. To try kubectl:

            export KUBECONFIG=%s
            kubectl get plp -A
            kubectl explain plp.spec.rules

          Milvus is at %s, without authentication. Partitions of collection %s:
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
