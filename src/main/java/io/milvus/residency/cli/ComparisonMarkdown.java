package io.milvus.residency.cli;

import io.milvus.residency.cli.ComparisonView.Group;
import io.milvus.residency.model.Phrases;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats a comparison as a comment of a review. Names and messages stand in code spans, where
 * neither Markdown, HTML nor mentions of people have an effect.
 */
final class ComparisonMarkdown {

  private static final int NAMES = 5;

  /** The most characters of a message: a comment is bounded. */
  private static final int MESSAGE = 2000;

  private ComparisonMarkdown() {}

  static String of(ComparisonView view) {
    List<String> lines = new ArrayList<>();
    lines.add("**" + view.sentence() + "**");
    lines.add("");
    lines.add(
        "Collection "
            + code(view.collection())
            + " of database "
            + code(view.database())
            + ", from "
            + view.from()
            + " to "
            + view.to()
            + ". Resident partitions at most: "
            + view.mostResident().before()
            + " before, "
            + view.mostResident().after()
            + " after.");
    if (!view.differences().isEmpty()) {
      lines.add("");
      lines.add("| Change | Count | Partitions | First | Last | Policy | Rule |");
      lines.add("| --- | ---: | --- | --- | --- | --- | --- |");
      view.groups().forEach(group -> lines.add(row(group)));
    }
    view.notes()
        .forEach(
            (policy, notes) ->
                notes.forEach(
                    note -> {
                      lines.add("");
                      lines.add(code(policy) + ": " + code(note));
                    }));
    return String.join(System.lineSeparator(), lines);
  }

  private static String row(Group group) {
    return "| "
        + String.join(
            " | ",
            group.change().toString(),
            Integer.toString(group.partitions().size()),
            code(Phrases.firstOf(group.partitions(), NAMES)),
            group.first().toString(),
            group.last().toString(),
            code(group.policy()),
            group.rule().map(ComparisonMarkdown::code).orElse("-"))
        + " |";
  }

  /** Returns a text in a code span, also within a table. */
  private static String code(String text) {
    String plain =
        Phrases.cut(text, MESSAGE)
            .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ")
            .replace('`', '\'')
            .replace('|', '¦')
            .strip();
    return plain.isEmpty() ? "-" : "`" + plain + "`";
  }
}
