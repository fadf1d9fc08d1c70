package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.overview.CollectionOverview.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Formats an overview as lines of text. */
public final class OverviewTable {

  private static final String INDENT = "  ";
  private static final int RULES = 4;
  private static final int NAMES = 10;
  private static final int BAR = 20;

  private final Overview overview;
  private final PolicyRows rows;
  private final List<String> lines = new ArrayList<>();

  private OverviewTable(Overview overview) {
    this.overview = overview;
    this.rows = new PolicyRows(overview.policies().toList());
  }

  /** Returns the lines. */
  public static List<String> lines(Overview overview) {
    OverviewTable table = new OverviewTable(overview);
    table.head();
    table.approvals();
    overview.servers().forEach(table::server);
    return List.copyOf(table.lines);
  }

  /**
   * Returns fewer lines, for a screen: the loads that are under way, and a line for each policy.
   */
  public static List<String> screen(Overview overview) {
    OverviewTable table = new OverviewTable(overview);
    table.head();
    table.approvals();
    table.loads();
    table.lines.add("");
    table.lines.add(INDENT + table.rows.title());
    overview
        .policies()
        .sorted(Comparator.comparing(policy -> policy.state().attention()))
        .forEach(policy -> table.lines.add(INDENT + table.rows.of(policy)));
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

  private void loads() {
    List<String> loads =
        overview
            .policies()
            .flatMap(
                policy ->
                    policy.pending().stream()
                        .filter(pending -> pending.progress().isPresent())
                        .map(pending -> load(policy, pending)))
            .toList();
    if (!loads.isEmpty()) {
      lines.add("");
      lines.add("Loading:");
      lines.addAll(loads);
    }
  }

  private static String load(PolicyOverview policy, Pending pending) {
    int percent = Math.max(0, Math.min(100, pending.progress().orElse(0)));
    int done = percent * BAR / 100;
    return INDENT
        + "["
        + "#".repeat(done)
        + " ".repeat(BAR - done)
        + "] %3d%% ".formatted(percent)
        + pending.name()
        + " of "
        + policy.declared().collection()
        + " ("
        + policy.policy()
        + ")";
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
    lines.add(INDENT + rows.title());
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
    lines.add(INDENT + rows.of(policy));
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
}
