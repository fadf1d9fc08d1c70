package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.docs.Block;
import io.milvus.residency.docs.Page;
import io.milvus.residency.docs.ShiftedDates;
import io.milvus.residency.docs.ShownOutput;
import io.milvus.residency.testkit.CommandLines;
import io.milvus.residency.testkit.KubeBinaries;
import io.milvus.residency.testkit.PythonPackages;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of {@code console} blocks in the order of their page, in one folder, beside an
 * operator for the namespace of the current context, and compares what they print.
 */
@ExtendWith(RealParts.Extension.class)
class RecipesIT {

  private static final Pattern WORLD = Pattern.compile("<!-- milvus: (.*) -->");
  private static final Pattern ADDRESS = Pattern.compile("http://(?:milvus|localhost):19530");

  @TempDir private Path folder;

  static Stream<Path> pages() {
    return Page.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(RecipesIT::runs))
        .map(Page::path);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void printsWhatThePageShows(Path path, RealParts parts) throws IOException {
    String text = Files.readString(path);
    Page page =
        Page.of(
            path, ShiftedDates.of(text, LocalDate.now(ZoneOffset.UTC)).in(text).lines().toList());
    Map<String, Map<String, String>> world = world(page);
    prepare(parts, world);
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      Map<String, String> environment = environment(parts, operator.namespace());
      for (Block block : page.blocks()) {
        if (block.title().isPresent()) {
          Files.writeString(
              folder.resolve(block.title().get()), address(block.text(), parts.milvus().uri()));
        } else if (runs(block)) {
          for (Block.Step step : block.steps()) {
            Shell.Result result = run(environment, step.command(), parts.milvus().uri());
            String output = result.output().replace(operator.namespace(), "search");
            check(block, step, new Shell.Result(result.code(), output));
          }
        }
      }
    } finally {
      world.keySet().forEach(parts.user()::dropCollection);
    }
  }

  private static boolean runs(Block block) {
    return block.language().equals("console") && block.test().isEmpty();
  }

  private static void check(Block block, Block.Step step, Shell.Result result) {
    System.out.printf("%s%n$ %s%n%s[%d]%n", block, step.command(), result.output(), result.code());
    if (!step.output().isEmpty()) {
      assertThat(ShownOutput.missing(step.output(), result.output()))
          .as("%s: $ %s%n%s", block, step.command(), result.output())
          .isEmpty();
    } else {
      assertThat(result.code()).as("%s: $ %s%n%s", block, step.command(), result.output()).isZero();
    }
  }

  private Shell.Result run(Map<String, String> environment, String command, String uri) {
    Shell.Result result =
        Shell.run(environment, "bash", "-c", "cd '" + folder + "'\n" + address(command, uri));
    return new Shell.Result(result.code(), result.output().replace(uri, "http://localhost:19530"));
  }

  private static String address(String text, String uri) {
    return ADDRESS.matcher(text).replaceAll(uri);
  }

  private static Map<String, Map<String, String>> world(Page page) throws IOException {
    for (String line : page.prose()) {
      var comment = WORLD.matcher(line);
      if (comment.matches()) {
        return new YAMLMapper().readValue(comment.group(1), new TypeReference<>() {});
      }
    }
    return Map.of();
  }

  /** Creates the collections that a page assumes, with their partitions and load states. */
  private static void prepare(RealParts parts, Map<String, Map<String, String>> world) {
    world.forEach(
        (collection, states) -> {
          String[] partitions =
              states.keySet().stream().filter(p -> !p.equals("_default")).toArray(String[]::new);
          parts.user().createCollection(collection, partitions);
          List<String> loaded =
              states.keySet().stream().filter(p -> states.get(p).equals("Loaded")).toList();
          parts.user().load(collection, loaded.toArray(String[]::new));
          await()
              .until(
                  () -> parts.user().loadStates(collection),
                  seen -> seen.entrySet().containsAll(states.entrySet()));
        });
  }

  /** Puts the programs of the pages first in PATH, and the namespace into the kubeconfig. */
  private Map<String, String> environment(RealParts parts, String namespace) throws IOException {
    Path programs = Files.createDirectory(folder.resolve(".programs"));
    program(programs.resolve("residency"), CommandLines.of());
    program(programs.resolve("kubectl"), List.of(KubeBinaries.kubectl().toString()));
    program(
        programs.resolve("python"),
        List.of(
            PythonPackages.programs(
                    "pymilvus", Path.of("src", "test", "python", "requirements.txt"))
                .resolve("python")
                .toString()));
    Path kubeconfig = folder.resolve(".kubeconfig");
    Files.writeString(
        kubeconfig,
        parts
            .kube()
            .adminKubeconfig()
            .replace(
                "user: test}}]\nclusters",
                "user: test, namespace: " + namespace + "}}]\nclusters"));
    return Map.of(
        "PATH", programs + ":" + System.getenv("PATH"), "KUBECONFIG", kubeconfig.toString());
  }

  private static void program(Path file, List<String> command) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
    for (String word : command) {
      script.append(" '").append(word).append('\'');
    }
    Files.writeString(
        file, script.append(" \"$@\"\n").toString().replace("'target/", "'" + root + "/target/"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
