package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.cli.Screen.Size;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static String screen(List<String> lines, int rows, int columns) {
    return Screen.screen(lines, new Size(rows, columns)).replace("\033[K", "");
  }

  @Test
  void drawsWhatFits() {
    assertThat(screen(List.of("a", "b"), 3, 80)).isEqualTo("a\nb\n");
    assertThat(screen(List.of("a", "b", "c"), 3, 80))
        .isEqualTo("a\n… 2 more lines: enlarge the window, or use -n or -o html for all.\n");
    assertThat(screen(List.of("a", "b", "c"), 3, 20)).isEqualTo("a\n… 2 more lines: enl…\n");
  }

  @Test
  void countsTheRowsOfLinesThatTheTerminalWraps() {
    String wide = "x".repeat(41);

    assertThat(screen(List.of(wide, "b"), 5, 20)).isEqualTo(wide + "\nb\n");
    assertThat(screen(List.of(wide, "b"), 4, 20)).startsWith("… 2 more lines");
  }
}
