package io.milvus.residency.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown, as far as the tests need it: its code, links and headings.
 *
 * @param path the file, relative to the root of the project
 * @param blocks the blocks of code
 * @param prose the text between them, line by line
 */
public record Page(Path path, List<Block> blocks, List<String> prose) {

  private static final Pattern FENCE = Pattern.compile("```([a-z]*)(?: title=\"([^\"]+)\")?");
  private static final Pattern TEST = Pattern.compile("<!-- tested by (\\w+) -->");
  private static final Pattern HEADING = Pattern.compile("#+ (.+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern DEFINITION = Pattern.compile("\\[[^\\]]+\\]: (\\S+)");
  private static final String INDENT = "    ";

  /** Returns all pages: those of the root folder and of docs. */
  public static List<Page> all() {
    try (Stream<Path> root = Files.list(Path.of("."));
        Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(root.map(path -> path.getFileName()), docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a page. */
  public static Page read(Path path) {
    try {
      return of(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the page with these lines. */
  public static Page of(Path path, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> prose = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Matcher fence = FENCE.matcher(lines.get(i));
      int end = i;
      if (fence.matches()) {
        end = closing(path, lines, i);
        blocks.add(
            new Block(
                path.toString(),
                i + 1,
                Block.language(fence.group(1)),
                Optional.ofNullable(fence.group(2)),
                test(prose),
                lines.subList(i + 1, end)));
        end++;
      } else if (lines.get(i).startsWith(INDENT) && last(prose).isBlank()) {
        while (end < lines.size() && lines.get(end).startsWith(INDENT)) {
          end++;
        }
        List<String> code = lines.subList(i, end).stream().map(line -> line.substring(4)).toList();
        blocks.add(new Block(path.toString(), i + 1, "sh", Optional.empty(), test(prose), code));
      } else {
        prose.add(lines.get(i));
        end++;
      }
      i = end;
    }
    return new Page(path, blocks, prose);
  }

  private static int closing(Path path, List<String> lines, int fence) {
    for (int i = fence + 1; i < lines.size(); i++) {
      if (lines.get(i).equals("```")) {
        return i;
      }
    }
    throw new IllegalArgumentException(path + ":" + (fence + 1) + ": a block without an end");
  }

  private static String last(List<String> prose) {
    return prose.isEmpty() ? "" : prose.get(prose.size() - 1);
  }

  private static Optional<String> test(List<String> prose) {
    Matcher matcher = TEST.matcher(last(prose));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Returns the lines of the block that a comment hands to a test. */
  public List<String> shownFor(Class<?> test) {
    List<Block> handed =
        blocks.stream()
            .filter(block -> block.test().equals(Optional.of(test.getSimpleName())))
            .toList();
    if (handed.size() != 1) {
      throw new IllegalStateException(path + ": " + handed.size() + " blocks for " + test);
    }
    return handed.get(0).lines();
  }

  /** Returns the targets of all links and pictures. */
  public Set<String> links() {
    Set<String> links = new LinkedHashSet<>();
    for (String line : prose) {
      LINK.matcher(line).results().forEach(link -> links.add(link.group(1)));
      Matcher definition = DEFINITION.matcher(line);
      if (definition.matches()) {
        links.add(definition.group(1));
      }
    }
    return links;
  }

  /** Returns the anchors that a link can name, as GitHub and the site make them. */
  public Set<String> anchors() {
    Set<String> anchors = new LinkedHashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String line : prose) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String slug =
            heading
                .group(1)
                .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
        int times = seen.merge(slug, 1, Integer::sum);
        anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
      }
    }
    return anchors;
  }
}
