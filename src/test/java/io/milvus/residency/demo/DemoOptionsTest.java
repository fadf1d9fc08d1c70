package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.milvus.residency.demo.DemoOptions.Cluster;
import io.milvus.residency.demo.DemoOptions.What;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

  @Test
  void runsTheStoryWithoutArguments() {
    assertThat(DemoOptions.of(List.of()))
        .isEqualTo(new DemoOptions(What.STORY, false, Optional.empty(), List.of()));
  }

  @Test
  void takesOptionsInAnyOrder() {
    assertThat(options("--yes --context kind --keep --kubeconfig /home/me/config"))
        .isEqualTo(
            new DemoOptions(
                What.STORY,
                true,
                Optional.of(new Cluster("/home/me/config", Optional.of("kind"), true)),
                List.of()));
  }

  @Test
  void asksUnlessYesIsGiven() {
    assertThat(options("--kubeconfig config").cluster().orElseThrow().agreed()).isFalse();
  }

  @Test
  void measures() {
    assertThat(options("--numbers").what()).isEqualTo(What.NUMBERS);
    assertThat(options("--scale 10 5").sizes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --help-me            | Unknown argument: --help-me
          keep                 | Unknown argument: keep
          --kubeconfig         | --kubeconfig needs a value
          --kubeconfig --yes   | --kubeconfig needs a value
          --keep --keep        | --keep is given twice
          --yes                | --context and --yes need --kubeconfig
          --context kind       | --context and --yes need --kubeconfig
          --numbers --keep     | --numbers takes no other option
          """)
  void refusesWrongArguments(String arguments, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> options(arguments)).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--keep",
        "--numbers",
        "--scale",
        "--kubeconfig",
        "--context",
        "--yes",
        "--partitions",
        "--servers",
        "--limit",
        "--help"
      })
  void areInTheHelp(String option) throws Exception {
    assertThat(Files.readString(Path.of("src", "test", "resources", "demo", "help.txt")))
        .contains("  " + option + " ");
  }

  private static DemoOptions options(String arguments) {
    return DemoOptions.of(List.of(arguments.split(" ")));
  }
}
