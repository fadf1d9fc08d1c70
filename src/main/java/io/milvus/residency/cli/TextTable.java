package io.milvus.residency.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Formats rows as text in columns. */
final class TextTable {

  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * A column.
   *
   * @param title the text above it
   * @param cell returns the text of a row
   */
  record Column<T>(String title, Function<T, String> cell) {}

  /** Returns a line of titles, and one for each row. */
  static <T> List<String> lines(List<T> rows, List<Column<T>> columns) {
    List<StringBuilder> lines = new ArrayList<>();
    for (int i = 0; i <= rows.size(); i++) {
      lines.add(new StringBuilder());
    }
    for (Column<T> column : columns) {
      List<String> cells = new ArrayList<>(List.of(column.title()));
      rows.forEach(row -> cells.add(column.cell().apply(row)));
      int width = cells.stream().mapToInt(String::length).max().orElse(0);
      for (int i = 0; i < cells.size(); i++) {
        lines
            .get(i)
            .append(cells.get(i))
            .append(" ".repeat(width - cells.get(i).length()))
            .append(GAP);
      }
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }
}
