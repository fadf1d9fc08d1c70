package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.overview.CollectionOverview.Residency;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Formats an overview as lines of text. */
public final class OverviewTable {

  private static final String NONE = "-";
  private static final String GAP = "  ";
  private static final String INDENT = "  ";
  private static final int RULES = 4;
  private static final int NAMES = 10;

  private static final List<Column> COLUMNS =
      List.of(
          new Column("POLICY", policy -> policy.policy().toString()),
          new Column("MODE", policy -> policy.declared().modeText()),
          new Column("STATE", policy -> policy.state().attention().toString()),
          new Column("REASON", policy -> policy.state().reason()),
          new Column("LOADED", policy -> policy.partitions().map(OverviewTable::loaded).orElse("")),
          new Column("LOADING", policy -> count(policy, Summary::loading)),
          new Column("TO LOAD", policy -> count(policy, Summary::toLoad)),
          new Column("TO RELEASE", policy -> count(policy, Summary::toRelease)),
          new Column("NEXT", policy -> policy.next().map(next -> Times.text(next.time())).orElse("")));

  private final Overview overview;
  private final int[] widths;
  private final List<String> lines = new ArrayList<>();

  private record Column(String title, Function<PolicyOverview, String> cell) {}

  private OverviewTable(Overview overview) {
    this.overview = overview;
    this.widths = COLUMNS.stream().mapToInt(column -> column.title().length()).toArray();
    overview.policies().map(OverviewTable::cells).forEach(this::widen);
  }

  /** Returns the lines. */
  public static List<String> lines(Overview overview) {
    OverviewTable table = new OverviewTable(overview);
    table.head();
    table.approvals();
    overview.servers().forEach(table::server);
    return List.copyOf(table.lines);
  }

  private void head() {
    lines.add(
        "Policies in "
            + overview.source().scope()
            + " of "
            + overview.source().cluster()
            + " at "
            + Times.text(overview.time()));
    lines.add(OverviewWords.totals(overview));
    overview
        .notices()
        .forEach(notice -> lines.add((notice.warning() ? "WARNING: " : "") + notice.text()));
    overview.milvus().ifPresent(lines::add);
  }

  private void approvals() {
    if (overview.collections().allMatch(collection -> collection.approvals().isEmpty())) {
      return;
    }
    lines.add("");
    lines.add("To approve blocked releases, after a look at them below:");
    for (CollectionOverview collection : overview.collections().toList()) {
      for (ApprovalRequest request : collection.approvals()) {
        lines.add(
            INDENT
                + OverviewWords.counted(request.releases(), "release", "releases")
                + " of collection "
                + collection.name()
                + " ("
                + OverviewWords.policies(request)
                + "):");
        lines.add(INDENT + INDENT + request.command());
      }
    }
  }

  private void server(ServerOverview server) {
    lines.add("");
    lines.add("Milvus " + OverviewWords.server(server) + ": " + server.health());
    server.collections().forEach(this::collection);
  }

  private void collection(CollectionOverview collection) {
    lines.add("");
    lines.add(OverviewWords.collection(collection));
    collection.residency().ifPresent(this::residency);
    row(COLUMNS.stream().map(Column::title).toList());
    collection.policies().forEach(this::policy);
  }

  private void residency(Residency residency) {
    lines.add(INDENT + OverviewWords.residency(residency));
    for (PartitionGroup group : residency.groups()) {
      lines.add(
          INDENT
              + group.state()
              + ", "
              + OverviewWords.wishes(group)
              + ": "
              + Phrases.firstOf(group.partitions(), NAMES));
    }
  }

  private void policy(PolicyOverview policy) {
    row(cells(policy));
    detail(rules(policy.declared().rules()));
    if (policy.state().attention() != Attention.SETTLED
        || !policy.state().reason().equals("InSync")) {
      detail(policy.state().message());
    }
    policy.doubts().forEach(this::detail);
    for (Pending pending : policy.pending()) {
      detail(
          pending.name() + " " + OverviewWords.states(pending) + ". " + OverviewWords.why(pending));
    }
    policy
        .next()
        .ifPresent(
            next ->
                detail(
                    "Next, at "
                        + Times.text(next.time())
                        + ": "
                        + OverviewWords.changes(next)
                        + "."));
  }

  private static String rules(List<String> rules) {
    String first = String.join("; ", rules.subList(0, Math.min(RULES, rules.size())));
    return rules.size() > RULES ? first + "; and " + (rules.size() - RULES) + " more" : first;
  }

  private void detail(String text) {
    if (!text.isEmpty()) {
      lines.add(INDENT + INDENT + text);
    }
  }

  private void row(List<String> cells) {
    StringBuilder line = new StringBuilder(INDENT);
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length())).append(GAP);
    }
    lines.add(line.toString().stripTrailing());
  }

  private void widen(List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
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
