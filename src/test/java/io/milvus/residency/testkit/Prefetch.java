package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Fetches and builds at the same time what a demo needs. It uses classes of the JDK only, because
 * it runs before Maven has fetched any library.
 */
public final class Prefetch {

  private final List<CompletableFuture<Void>> steps = new ArrayList<>();

  /** Begins to fetch or build kube-apiserver, etcd and kubectl. */
  public void servers() {
    begin(KubeBinaries::prepareServers);
  }

  /** Begins to fetch or build kubectl. */
  public void kubectl() {
    begin(KubeBinaries::prepareKubectl);
  }

  /** Begins to fetch Milvus. */
  public void milvus() {
    begin(() -> MilvusBinaries.folder(MilvusBinaries.VERSION));
  }

  /**
   * Begins to build the operator.
   *
   * @param classpath the file that gets the class path of the tests, once the build has succeeded
   */
  public void operator(Path classpath) {
    begin(() -> build(classpath));
  }

  private static void build(Path classpath) {
    Path half = Path.of(classpath + ".new");
    try {
      Shell.slowly(
          "Building the operator with Maven",
          Map.of(),
          Path.of("").toAbsolutePath(),
          "mvn",
          "-q",
          "-B",
          "-ntp",
          "-DskipTests",
          "-Dcheckstyle.skip",
          "-Dspotless.check.skip",
          "package",
          "dependency:build-classpath",
          "-Dmdep.outputFile=" + half,
          "-Dmdep.includeScope=test");
      Files.move(half, classpath, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void begin(Runnable step) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
                begun.complete(null);
              } catch (RuntimeException e) {
                begun.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    steps.add(begun);
  }

  /**
   * Waits for all that has begun.
   *
   * @throws IllegalStateException at once, if something fails; says what
   */
  public void await() {
    CompletableFuture<Void> failure = new CompletableFuture<>();
    for (CompletableFuture<Void> step : steps) {
      CompletableFuture<Void> unused =
          step.whenComplete(
              (nothing, e) -> {
                if (e != null) {
                  failure.completeExceptionally(e);
                }
              });
    }
    try {
      CompletableFuture.anyOf(
              failure, CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new)))
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    }
  }
}
