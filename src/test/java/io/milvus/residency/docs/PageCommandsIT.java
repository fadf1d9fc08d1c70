package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.milvus.residency.testkit.Helm;
import io.milvus.residency.testkit.KubeBinaries;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of kubectl and Helm in the pages. The programs parse each of them: with {@code
 * --help}, they refuse an option that they do not have, and do nothing else.
 */
class PageCommandsIT {

  private static final Set<String> FILES = Set.of("-f", "-k", "--patch-file", "--filename");

  private static final Pattern USAGE = Pattern.compile("Usage:\n  (?:kubectl|helm) (\\S+)");

  @TempDir private Path folder;

  @Test
  void haveTheirOptionsAndFiles() {
    Map<List<String>, Block> commands = new LinkedHashMap<>();
    for (Page page : Page.all()) {
      for (Block block : Blocks.commands(page)) {
        for (Block.Step step : block.steps()) {
          ShellLine.commands(step.command()).stream()
              .filter(words -> Set.of("kubectl", "helm").contains(words.get(0)))
              .filter(words -> !words.subList(0, 2).equals(List.of("kubectl", "residency")))
              .forEach(words -> commands.putIfAbsent(words, block));
        }
      }
    }
    List<String> wrong = new ArrayList<>();
    commands.forEach((words, block) -> problem(words).ifPresent(p -> wrong.add(block + ": " + p)));

    assertThat(commands).hasSizeGreaterThan(30);
    assertThat(wrong).isEmpty();
  }

  @Test
  void showsValuesThatTheChartKnows() throws IOException {
    int checked = 0;
    for (Page page : Page.all()) {
      for (Block block : Blocks.yaml(page)) {
        if (Blocks.valuesOfChart(new YAMLMapper().readTree(block.text()))) {
          Path values = Files.writeString(folder.resolve("values.yaml"), block.text());
          Shell.Result result =
              Helm.run("template", "any", "deploy/chart", "-f", values.toString());
          assertThat(result.code()).as("%s: %s", block, result.output()).isZero();
          checked++;
        }
      }
    }

    assertThat(checked).isPositive();
  }

  @Test
  void namesTheHelmThatTheTestsRun() throws IOException {
    String version = Helm.run("version", "--template", "{{.Version}}").output();

    assertThat(Files.readString(Path.of("docs", "install.md")))
        .contains("the tests run Helm " + version.replaceFirst("^v(\\d+\\.\\d+).*", "$1") + ".");
  }

  private static Optional<String> problem(List<String> words) {
    for (int i = 1; i < words.size() - 1; i++) {
      String file = words.get(i + 1);
      if (FILES.contains(words.get(i)) && file.contains("/") && !Files.exists(Path.of(file))) {
        return Optional.of("no file " + file);
      }
    }
    List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
    int end = arguments.indexOf("--");
    arguments.add(end < 0 ? arguments.size() : end, "--help");
    Shell.Result result =
        words.get(0).equals("helm")
            ? Helm.run(arguments.toArray(String[]::new))
            : kubectl(arguments);
    // For an unknown command, the programs print their own help.
    Matcher usage = USAGE.matcher(result.output());
    boolean known = usage.find() && words.contains(usage.group(1));
    return result.code() == 0 && known
        ? Optional.empty()
        : Optional.of(
            String.join(" ", words) + ": " + result.output().lines().findFirst().orElse(""));
  }

  private static Shell.Result kubectl(List<String> arguments) {
    arguments.add(0, KubeBinaries.kubectl().toString());
    return Shell.run(Map.of(), arguments.toArray(String[]::new));
  }
}
