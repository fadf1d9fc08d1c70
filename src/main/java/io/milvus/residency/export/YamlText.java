package io.milvus.residency.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes YAML by hand, because it has comments. */
final class YamlText {

  /** Texts that no version of YAML takes for something else, unless they are {@link #WORDS}. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  /** The words that YAML 1.1, which kubectl reads, takes for true, false and null. */
  private static final Set<String> WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  /** Characters that end a line or take over a terminal. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u0085\\u2028\\u2029]+");

  private static final int LINE = 110;

  private YamlText() {}

  /** Returns a text as a scalar, in quotes where it could be read as something else. */
  static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Returns lines with a field that is a list of texts, in one line if they fit. */
  static List<String> list(String indent, String field, List<String> texts) {
    String one =
        indent
            + field
            + ": ["
            + texts.stream().map(YamlText::scalar).collect(Collectors.joining(", "))
            + "]";
    if (one.length() <= LINE) {
      return List.of(one);
    }
    List<String> lines = new ArrayList<>(List.of(indent + field + ":"));
    texts.forEach(text -> lines.add(indent + "  - " + scalar(text)));
    return lines;
  }

  /** Returns comment lines, wrapped. A text from Milvus can't end the comment. */
  static List<String> comment(String indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : UNPRINTABLE.matcher(text).replaceAll(" ").split(" ", -1)) {
      if (line.length() + 1 + word.length() > LINE && line.length() > indent.length() + 1) {
        lines.add(line.toString());
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
