package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Compares {@code docs/commands/exit-codes.md} with the commands. */
class ExitCodesPageTest {

  @Test
  void listsTheExitCodesOfAllCommands() throws IOException {
    String page = Files.readString(Path.of("docs", "commands", "exit-codes.md"));

    assertThat(page.lines().filter(line -> line.startsWith("| `")))
        .as("the table of exit codes has to be\n" + String.join("\n", rows()))
        .containsExactlyElementsOf(rows());
  }

  private static List<String> rows() {
    CommandLine root =
        Main.commandLine(
            new CliContext(InputStream.nullInputStream(), Map.of(), Clock.systemUTC()));
    return root.getSubcommands().entrySet().stream()
        .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
        .map(entry -> row(entry.getKey(), codes(entry.getValue())))
        .toList();
  }

  private static Map<String, String> codes(CommandLine command) {
    return command.getCommandSpec().usageMessage().exitCodeList();
  }

  private static String row(String command, Map<String, String> codes) {
    assertThat(codes.keySet()).as(command).isSubsetOf("0", "1", "2", "3");
    return "| `"
        + command
        + "` | "
        + codes.get("0")
        + " | "
        + codes.get("1")
        + " | "
        + codes.getOrDefault("2", "")
        + " | "
        + codes.getOrDefault("3", "")
        + " |";
  }
}
