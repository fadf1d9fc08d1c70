package io.milvus.residency.docs;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The output that a page shows for a command, compared with what the command printed. */
public final class ShownOutput {

  private static final Pattern ANY = Pattern.compile("…|\\b\\d+(?:m\\d+)?s\\b|\\b[0-9a-f]{16}\\b");

  private ShownOutput() {}

  /**
   * Returns the first shown line that was not printed after those before it. An ellipsis stands for
   * anything, ages and approvals for others, and blanks for one another.
   */
  public static Optional<String> missing(List<String> shown, String printed) {
    List<String> lines = printed.lines().toList();
    int next = 0;
    for (String line : shown) {
      if (!line.isBlank()) {
        Pattern pattern = pattern(line);
        while (next < lines.size() && !pattern.matcher(lines.get(next).strip()).matches()) {
          next++;
        }
        if (next == lines.size()) {
          return Optional.of(line);
        }
        next++;
      }
    }
    return Optional.empty();
  }

  private static Pattern pattern(String line) {
    StringBuilder regex = new StringBuilder();
    for (String word : line.strip().split("\\s+", -1)) {
      regex.append(regex.isEmpty() ? "" : "\\s+");
      int from = 0;
      for (var any : ANY.matcher(word).results().toList()) {
        regex.append(Pattern.quote(word.substring(from, any.start())));
        regex.append(any.group().equals("…") ? ".*" : "\\w+");
        from = any.end();
      }
      regex.append(Pattern.quote(word.substring(from)));
    }
    return Pattern.compile(regex.toString());
  }
}
