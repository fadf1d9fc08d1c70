package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.RealParts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./demo}: runs the operator on a real API server and a real Milvus. */
public final class Demo {

  private Demo() {}

  /** Runs the demo; {@link Prepare} has checked the arguments. */
  public static void main(String[] args) throws IOException, InterruptedException {
    DemoOptions options = DemoOptions.of(List.of(args));
    System.exit(
        switch (options.what()) {
          case NUMBERS -> numbers();
          case SCALE -> scale(options.sizes());
          case STORY -> story(options);
        });
  }

  private static int story(DemoOptions options) throws IOException, InterruptedException {
    if (options.cluster().isEmpty()) {
      return run(options.keep()) ? 0 : 1;
    }
    Path folder = Path.of(System.getProperty("demo.folder", ""));
    try (BufferedReader answers =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      return UserClusterRun.run(options.cluster().get(), options.keep(), folder, answers);
    }
  }

  private static int scale(List<ScaleSize> sizes) {
    try {
      DemoScale.measure(sizes);
      return 0;
    } catch (StepFailed e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static int numbers() {
    try (RealParts parts = RealParts.start()) {
      Instant start = Instant.now();
      try (ChildProcess operator =
          OperatorProcess.start(parts, Map.of("RESIDENCY_LOG_LEVEL", "DEBUG"))) {
        new DemoNumbers(parts, operator, start).measure(Duration.ofMinutes(10));
      }
    }
    return 0;
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
      new DemoStory(new DemoStage(parts.kube().kubectl(), parts.milvus().uri(), parts.user()))
          .tell();
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

          To try the recipes with these servers: docs/recipes/index.md
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
