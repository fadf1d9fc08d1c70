package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.Kubectl;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The story on a cluster that belongs to the user, with a Milvus and the operator beside it. */
final class UserClusterRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration CTRL_C = Duration.ofMillis(300);

  private final String namespace = "residency-demo-" + UUID.randomUUID().toString().substring(0, 8);
  private final String kubeconfig;
  private final Kubectl kubectl;
  private final UserCluster cluster;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private volatile boolean over;

  /**
   * Reads the kubeconfig; nothing is asked or created yet.
   *
   * @param folder the folder that the name of the kubeconfig is relative to
   * @throws StepFailed if the kubeconfig can't be used
   */
  UserClusterRun(DemoOptions.Cluster options, Path folder, Duration patience) {
    this.kubeconfig = UserKubeconfig.of(options, folder, namespace);
    this.kubectl = new Kubectl(privateFile(kubeconfig));
    this.cluster = new UserCluster(kubectl, namespace, patience);
  }

  /**
   * Runs the story, if the user agrees.
   *
   * @return the exit code
   */
  static int run(DemoOptions.Cluster options, boolean keep, Path folder, BufferedReader answers)
      throws IOException, InterruptedException {
    UserClusterRun run;
    try {
      run = new UserClusterRun(options, folder, PATIENCE);
      System.err.print(run.cluster.plan());
    } catch (StepFailed e) {
      System.err.println("demo: " + e.getMessage());
      return 1;
    }
    if (!options.agreed()) {
      System.err.print("Go on? [y/N] ");
      String answer = answers.readLine();
      if (answer == null || !answer.strip().matches("(?i)y(es)?")) {
        System.err.println("\nNothing was created. Answer y, or add --yes, to go on.");
        return 0;
      }
    }
    Thread main = Thread.currentThread();
    Thread cleanUp = new Thread(() -> run.interrupted(main));
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      return run.tell(keep) ? 0 : 1;
    } finally {
      run.close();
      run.over = true;
    }
  }

  /** Starts everything and tells the story; returns whether every step succeeded. */
  boolean tell(boolean keep) throws InterruptedException {
    ChildProcess operator = null;
    try {
      System.err.println("Starting Milvus and the operator …");
      MilvusServer milvus = start(MilvusServer.start());
      MilvusUser user = start(new MilvusUser(milvus.uri()));
      start(cluster).create();
      operator = start(operator(milvus));
      new DemoStory(new DemoStage(kubectl, milvus.uri(), user)).tell();
      if (keep) {
        System.out.printf(
            "%nEverything keeps running until Ctrl-C. To try kubectl:%n%n  export KUBECONFIG=%s%n",
            kubectl.kubeconfig());
        new CountDownLatch(1).await();
      }
      return true;
    } catch (RuntimeException e) {
      // Ctrl-C reaches kubectl, too: then nobody needs to read about the step that failed.
      LockSupport.parkNanos(CTRL_C.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      System.out.println("\nSTEP FAILED: " + e.getMessage());
      if (operator != null) {
        System.out.println("\nThe operator's log:\n" + operator.output());
      }
      return false;
    }
  }

  private ChildProcess operator(MilvusServer milvus) {
    return OperatorProcess.start(
        kubeconfig,
        Map.of(
            "RESIDENCY_NAMESPACES",
            namespace,
            "RESIDENCY_LEASE_NAMESPACE",
            namespace,
            "RESIDENCY_MILVUS_ENDPOINTS",
            milvus.uri().replaceFirst("http://", "")),
        List.of());
  }

  private synchronized <T extends AutoCloseable> T start(T part) {
    started.push(part);
    return part;
  }

  /** Ends the story on Ctrl-C. */
  private void interrupted(Thread main) {
    if (over) {
      return;
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {});
    main.interrupt();
    try {
      main.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /**
   * Ends the last part first, so that the operator writes nothing while its objects are removed.
   */
  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.peek().close();
      } catch (Exception e) {
        if (Thread.currentThread().isInterrupted()) {
          return; // Ctrl-C: the part is closed once more, by the thread that cleans up.
        }
        System.err.println("demo: " + e.getMessage());
      }
      started.pop();
    }
  }

  /** Returns the namespace of this run. */
  String namespace() {
    return namespace;
  }

  private static Path privateFile(String text) {
    try {
      Path folder = Files.createTempDirectory("residency-demo");
      folder.toFile().deleteOnExit();
      Path file = folder.resolve("kubeconfig");
      Files.writeString(file, text);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
