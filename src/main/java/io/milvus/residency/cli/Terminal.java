package io.milvus.residency.cli;

import io.milvus.residency.model.Phrases;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal whose screen can be drawn again. */
final class Terminal {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");
  private static final String HOME = "\033[H";
  private static final String ERASE_SCREEN = "\033[2J";
  private static final String ERASE_LINE = "\033[K";
  private static final String ERASE_BELOW = "\033[J";

  /**
   * The size of a screen.
   *
   * @param rows its height
   * @param columns its width
   */
  record Size(int rows, int columns) {
    static final Size USUAL = new Size(24, 80);
  }

  private boolean drawn;

  /** Returns the terminal of this process; empty if its input or output is none. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal tells what null told before JDK 22
  static Optional<Terminal> ofProcess() {
    Console console = System.console();
    return console != null && isTerminal(console) ? Optional.of(new Terminal()) : Optional.empty();
  }

  /** From JDK 22 on, there is a console without a terminal, too. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Draws as many of the lines as fit over what was drawn before. */
  void draw(List<String> lines, PrintWriter out) {
    out.print((drawn ? "" : ERASE_SCREEN) + HOME + screen(lines, size()) + ERASE_BELOW);
    out.flush();
    drawn = true;
  }

  /**
   * Returns the lines that fit; the terminal wraps long ones itself, so that they can be copied.
   */
  static String screen(List<String> lines, Size size) {
    StringBuilder text = new StringBuilder();
    int left = size.rows() - 1;
    for (int i = 0; i < lines.size(); i++) {
      int rows = rows(lines.get(i), size.columns());
      boolean last = i == lines.size() - 1;
      if (rows > (last ? left : left - 1)) {
        String more =
            "… "
                + (lines.size() - i)
                + " more lines: enlarge the window, or use -n or -o html for all.";
        return text.append(Phrases.cut(more, size.columns()))
            .append(ERASE_LINE)
            .append('\n')
            .toString();
      }
      text.append(lines.get(i)).append(ERASE_LINE).append('\n');
      left -= rows;
    }
    return text.toString();
  }

  private static int rows(String line, int columns) {
    return Math.max(1, (line.codePointCount(0, line.length()) + columns - 1) / columns);
  }

  private static Size size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      Matcher size =
          SIZE.matcher(new String(stty.getInputStream().readNBytes(32), StandardCharsets.US_ASCII));
      return size.matches()
          ? new Size(
              Math.max(2, Integer.parseInt(size.group(1))),
              Math.max(20, Integer.parseInt(size.group(2))))
          : Size.USUAL;
    } catch (IOException e) {
      return Size.USUAL;
    }
  }
}
