package io.milvus.residency.demo;

import io.milvus.residency.demo.DemoOptions.What;
import io.milvus.residency.testkit.Prefetch;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks the arguments of {@code ./demo}, then fetches and builds what it needs. The script
 * compiles this class and what it uses before there are any libraries.
 */
public final class Prepare {

  private Prepare() {}

  /**
   * Prepares a demo.
   *
   * @param args the file for the class path if the operator has to be built, or an empty text; then
   *     the arguments of the demo
   */
  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    DemoOptions options;
    try {
      options = DemoOptions.of(arguments.subList(1, arguments.size()));
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage() + ". See ./demo --help.");
      System.exit(2);
      return;
    }
    Prefetch prefetch = new Prefetch();
    if (options.cluster().isPresent()) {
      prefetch.kubectl();
    } else {
      prefetch.servers();
    }
    boolean scripted =
        options.what() == What.SCALE
            && options.sizes().stream().allMatch(size -> size.servers().isPresent());
    if (!scripted) {
      prefetch.milvus();
    }
    if (!arguments.get(0).isEmpty()) {
      prefetch.operator(Path.of(arguments.get(0)));
    }
    try {
      prefetch.await();
    } catch (IllegalStateException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }
}
