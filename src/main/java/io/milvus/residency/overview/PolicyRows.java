package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Formats policies as rows whose columns are aligned. */
final class PolicyRows {

  private static final String NONE = "-";
  private static final String GAP = "  ";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("POLICY", policy -> policy.policy().toString()),
          new Column("MODE", policy -> policy.declared().modeText()),
          new Column("STATE", policy -> policy.state().attention().toString()),
          new Column("REASON", policy -> policy.state().reason()),
          new Column("LOADED", policy -> policy.partitions().map(PolicyRows::loaded).orElse("")),
          new Column("LOADING", policy -> count(policy, Summary::loading)),
          new Column("TO LOAD", policy -> count(policy, Summary::toLoad)),
          new Column("TO RELEASE", policy -> count(policy, Summary::toRelease)),
          new Column(
              "NEXT", policy -> policy.next().map(next -> Times.text(next.time())).orElse("")));

  private final int[] widths =
      COLUMNS.stream().mapToInt(column -> column.title().length()).toArray();

  /** Creates the format of the rows of these policies. */
  PolicyRows(List<PolicyOverview> policies) {
    for (PolicyOverview policy : policies) {
      List<String> cells = cells(policy);
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
  }

  private record Column(String title, Function<PolicyOverview, String> cell) {}

  /** Returns the row of titles. */
  String title() {
    return row(COLUMNS.stream().map(Column::title).toList());
  }

  /** Returns the row of a policy. */
  String of(PolicyOverview policy) {
    return row(cells(policy));
  }

  private String row(List<String> cells) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      padded.add(cells.get(i) + " ".repeat(widths[i] - cells.get(i).length()));
    }
    return String.join(GAP, padded).stripTrailing();
  }

  private static List<String> cells(PolicyOverview policy) {
    return COLUMNS.stream()
        .map(column -> column.cell().apply(policy))
        .map(cell -> cell.isEmpty() ? NONE : cell)
        .toList();
  }

  private static String loaded(Summary summary) {
    return summary.loaded() + "/" + summary.desired();
  }

  private static String count(PolicyOverview policy, ToIntFunction<Summary> number) {
    return policy.partitions().map(s -> Integer.toString(number.applyAsInt(s))).orElse("");
  }
}
