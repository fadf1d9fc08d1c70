package io.milvus.residency.cli;

import io.milvus.residency.cli.ComparisonView.Group;
import io.milvus.residency.cli.TextTable.Column;
import io.milvus.residency.model.Phrases;
import java.util.ArrayList;
import java.util.List;

/** Formats a comparison as a table. */
final class ComparisonTable {

  private static final int NAMES = 5;

  private ComparisonTable() {}

  static String of(ComparisonView view) {
    List<String> lines = new ArrayList<>();
    lines.add("Collection " + view.collection() + " of database " + view.database());
    lines.add(view.sentence());
    if (!view.differences().isEmpty()) {
      lines.add("");
      lines.addAll(TextTable.lines(view.groups(), columns()));
      lines.add(
          "Resident partitions at most: "
              + view.mostResident().before()
              + " before, "
              + view.mostResident().after()
              + " after.");
    }
    if (!view.notes().isEmpty()) {
      lines.add("");
    }
    view.notes().forEach((policy, notes) -> notes.forEach(note -> lines.add(policy + ": " + note)));
    return String.join(System.lineSeparator(), lines);
  }

  private static List<Column<Group>> columns() {
    return List.of(
        new Column<>("CHANGE", group -> group.change().toString()),
        new Column<>("COUNT", group -> Integer.toString(group.partitions().size())),
        new Column<>("PARTITIONS", group -> Phrases.firstOf(group.partitions(), NAMES)),
        new Column<>("FIRST", group -> group.first().toString()),
        new Column<>("LAST", group -> group.last().toString()),
        new Column<>("POLICY", Group::policy),
        new Column<>("RULE", group -> group.rule().orElse("-")));
  }
}
