package io.milvus.residency.docs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The output that a page shows for a command, compared with what the command printed. */
public final class ShownOutput {

  private static final Pattern ANY = Pattern.compile("…|\\b\\d+(?:m\\d+)?s\\b|\\b[0-9a-f]{16}\\b");

  private static final String ELLIPSIS = "…";

  private ShownOutput() {}

  /**
   * Returns the first shown line that was not printed in its place. A line that is just an ellipsis
   * stands for any lines, an ellipsis within a line for anything, ages and approvals for others,
   * and blanks for one another.
   */
  public static Optional<String> missing(List<String> shown, String printed) {
    List<String> lines = printed.lines().filter(line -> !line.isBlank()).toList();
    int next = 0;
    boolean leftOut = false;
    for (String line : shown.stream().filter(l -> !l.isBlank()).toList()) {
      if (line.strip().equals(ELLIPSIS)) {
        leftOut = true;
        continue;
      }
      Pattern pattern = pattern(line);
      while (leftOut && next < lines.size() && !matches(pattern, lines.get(next))) {
        next++;
      }
      if (next == lines.size() || !matches(pattern, lines.get(next))) {
        return Optional.of(line);
      }
      next++;
      leftOut = false;
    }
    return leftOut || next == lines.size()
        ? Optional.empty()
        : Optional.of(ELLIPSIS + " (for what is left out from \"" + lines.get(next) + "\" on)");
  }

  /** Returns shown lines of an output that a page shows a part of. */
  public static List<String> amid(List<String> shown) {
    return Stream.of(List.of(ELLIPSIS), shown, List.of(ELLIPSIS)).flatMap(List::stream).toList();
  }

  private static boolean matches(Pattern pattern, String line) {
    return pattern.matcher(line.strip()).matches();
  }

  private static Pattern pattern(String line) {
    StringBuilder regex = new StringBuilder();
    for (String word : line.strip().split("\\s+", -1)) {
      regex.append(regex.isEmpty() ? "" : "\\s+");
      int from = 0;
      for (var any : ANY.matcher(word).results().toList()) {
        regex.append(Pattern.quote(word.substring(from, any.start())));
        regex.append(any.group().equals(ELLIPSIS) ? ".*" : "\\w+");
        from = any.end();
      }
      regex.append(Pattern.quote(word.substring(from)));
    }
    return Pattern.compile(regex.toString());
  }
}
