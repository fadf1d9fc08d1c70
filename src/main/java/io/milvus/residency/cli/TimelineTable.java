package io.milvus.residency.cli;

import io.milvus.residency.api.Reason;
import io.milvus.residency.cli.TextTable.Column;
import io.milvus.residency.cli.TimelineView.TransitionView;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.simulation.Timeline.ResidentCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Formats a timeline as tables with a summary. */
final class TimelineTable {

  private static final String NONE = "-";
  private static final int NAMES = 3;

  private TimelineTable() {}

  static String of(Timeline timeline) {
    TimelineView view = TimelineView.of(timeline);
    List<HeldChange> held = HeldChange.of(timeline);
    List<String> lines = new ArrayList<>();
    lines.add(
        "Collection "
            + view.collection()
            + " of database "
            + view.database()
            + ", "
            + Period.format(Duration.between(view.from(), view.to()))
            + " from "
            + view.from());
    if (view.transitions().isEmpty()) {
      lines.add("Nothing is loaded or released.");
    } else {
      lines.addAll(TextTable.lines(view.transitions(), transitions(view.transitions())));
    }
    lines.add("");
    lines.add(summary(view));
    if (!held.isEmpty()) {
      lines.add("");
      lines.add("Not loaded or released as wanted:");
      lines.addAll(TextTable.lines(held, held(held)));
    }
    List<String> notes = notes(timeline, view, held);
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static List<Column<TransitionView>> transitions(List<TransitionView> rows) {
    List<Column<TransitionView>> columns = new ArrayList<>();
    columns.add(new Column<>("TIME", row -> row.time().toString()));
    columns.add(new Column<>("ACTION", TransitionView::action));
    columns.add(new Column<>("COUNT", row -> Integer.toString(row.partitions().size())));
    columns.add(new Column<>("PARTITIONS", row -> Phrases.firstOf(row.partitions(), NAMES)));
    columns.add(new Column<>("RULE", row -> row.rule().orElse(NONE)));
    if (rows.stream().map(TransitionView::policy).distinct().count() > 1) {
      columns.add(new Column<>("POLICY", TransitionView::policy));
    }
    columns.add(new Column<>("RESIDENT", row -> Integer.toString(row.resident())));
    return columns;
  }

  private static List<Column<HeldChange>> held(List<HeldChange> rows) {
    List<Column<HeldChange>> columns = new ArrayList<>();
    columns.add(new Column<>("FROM", row -> row.from().toString()));
    columns.add(new Column<>("UNTIL", row -> row.until().map(Object::toString).orElse("the end")));
    columns.add(new Column<>("WANTED", row -> row.why().wanted().toString()));
    columns.add(new Column<>("COUNT", row -> Integer.toString(row.partitions().size())));
    columns.add(new Column<>("PARTITIONS", row -> Phrases.firstOf(row.partitions(), NAMES)));
    columns.add(new Column<>("RULE", row -> row.why().rule()));
    if (rows.stream().map(row -> row.why().policy()).distinct().count() > 1) {
      columns.add(new Column<>("POLICY", row -> row.why().policy().toString()));
    }
    columns.add(new Column<>("REASON", row -> row.why().reason().toString()));
    columns.add(new Column<>("MESSAGE", TimelineTable::message));
    return columns;
  }

  private static String message(HeldChange change) {
    return change.why().delayed() ? "The delay ends after the simulation." : change.why().message();
  }

  private static String summary(TimelineView view) {
    List<ResidentCount> counts = view.residents();
    return "Resident partitions: "
        + view.resident()
        + " now, "
        + view.counts().getMin()
        + " at least, "
        + view.counts().getMax()
        + " at most, "
        + counts.get(counts.size() - 1).loaded()
        + " at the end.";
  }

  private static List<String> notes(Timeline timeline, TimelineView view, List<HeldChange> held) {
    List<String> notes = new ArrayList<>();
    view.issues()
        .forEach(
            (policy, issues) ->
                issues.forEach(issue -> notes.add(policy + ": " + issue.message())));
    held.stream()
        .filter(change -> change.why().reason() == Reason.OBSERVING)
        .map(change -> change.why().policy())
        .distinct()
        .sorted()
        .forEach(
            policy ->
                notes.add(
                    policy
                        + ": In mode Observe or on hold, so nothing is changed for this policy. Add"
                        + " --enforce to simulate it in mode Enforce."));
    if (TimelineView.hasUnreadableList(timeline)) {
      notes.add("The simulation is incomplete: the partitions of a list that can't be read stay.");
    }
    view.incompleteFrom()
        .ifPresent(
            time ->
                notes.add(
                    "The simulation ends at "
                        + time
                        + ", because it does not follow so many changes. Shorten --for."));
    return notes;
  }
}
