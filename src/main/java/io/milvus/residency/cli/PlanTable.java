package io.milvus.residency.cli;

import io.milvus.residency.api.Reason;
import io.milvus.residency.cli.PlanView.PartitionRow;
import io.milvus.residency.cli.PlanView.StepView;
import io.milvus.residency.cli.TextTable.Column;
import io.milvus.residency.model.LoadSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Formats a plan as a table with a summary. */
final class PlanTable {

  private static final String NONE = "-";
  private static final int NAMES = 10;

  private PlanTable() {}

  static String of(PlanView plan) {
    List<String> lines = new ArrayList<>();
    lines.add("Collection " + plan.collection() + " of database " + plan.database());
    lines.addAll(TextTable.lines(plan.partitions(), columns(plan.partitions())));
    lines.add("");
    if (plan.incomplete()) {
      lines.add(
          "The plan is incomplete: a list can't be read, so its partitions are left unchanged.");
    } else if (plan.steps().isEmpty()) {
      lines.add(plan.somethingToDo() ? "Nothing to do now." : "Nothing to do.");
    }
    plan.steps().forEach(step -> lines.add(sentence(step)));
    names(plan, "Blocked until approved: ", Reason.RELEASE_BLOCKED).ifPresent(lines::add);
    names(plan, "Missing: ", Reason.PARTITION_NOT_FOUND).ifPresent(lines::add);
    names(plan, "Not changed in mode Observe or on hold: ", Reason.OBSERVING).ifPresent(lines::add);
    names(plan, "Not changed in mode Suspended: ", Reason.SUSPENDED).ifPresent(lines::add);
    plan.nextChange()
        .ifPresent(time -> lines.add("The plan changes automatically at " + time + "."));
    plan.issues()
        .forEach(
            (policy, issues) ->
                issues.forEach(issue -> lines.add(policy + ": " + issue.message())));
    plan.idleRules()
        .forEach(
            (policy, rules) ->
                rules.forEach(
                    rule ->
                        lines.add(
                            policy
                                + ": Rule "
                                + rule
                                + " decides no partition. Check its match.")));
    return String.join(System.lineSeparator(), lines);
  }

  private static Optional<String> names(PlanView plan, String title, Reason reason) {
    List<String> names =
        plan.partitions().stream()
            .filter(row -> row.isOneOf(Set.of(reason)))
            .map(PartitionRow::partition)
            .distinct()
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String more = names.size() > NAMES ? ", …" : "";
    return Optional.of(
        title
            + String.join(", ", names.subList(0, Math.min(NAMES, names.size())))
            + more
            + " ("
            + names.size()
            + ").");
  }

  private static String sentence(StepView step) {
    return step.action() + " now: " + String.join(", ", step.partitions()) + words(step) + ".";
  }

  private static String words(StepView step) {
    List<String> words = new ArrayList<>();
    if (step.action().equals("Load") && step.with().isEmpty()) {
      words.add("replicas and resource groups: Milvus decides");
    }
    step.with().ifPresent(settings -> words.addAll(words(settings)));
    step.priority().ifPresent(priority -> words.add("priority: " + priority));
    return words.isEmpty() ? "" : " (" + String.join("; ", words) + ")";
  }

  private static List<String> words(LoadSettings settings) {
    List<String> words = new ArrayList<>();
    if (settings.replicas() > 0) {
      words.add("replicas: " + settings.replicas());
    }
    if (!settings.resourceGroups().isEmpty()) {
      words.add("resource groups: " + String.join(", ", settings.resourceGroups()));
    }
    return words;
  }

  /** Returns the columns; POLICY and MESSAGE are shown only where they tell rows apart. */
  private static List<Column<PartitionRow>> columns(List<PartitionRow> rows) {
    List<Column<PartitionRow>> columns = new ArrayList<>();
    columns.add(new Column<>("PARTITION", PartitionRow::partition));
    columns.add(new Column<>("STATE", row -> row.state().toString()));
    columns.add(new Column<>("WANTED", row -> row.wanted().map(Object::toString).orElse(NONE)));
    columns.add(new Column<>("RULE", row -> row.rule().orElse(NONE)));
    if (rows.stream().flatMap(row -> row.policy().stream()).distinct().count() > 1) {
      columns.add(new Column<>("POLICY", row -> row.policy().orElse(NONE)));
    }
    columns.add(new Column<>("REASON", row -> row.reason().map(Object::toString).orElse(NONE)));
    columns.add(new Column<>("WHEN", PlanTable::when));
    if (rows.stream().anyMatch(row -> row.message().isPresent())) {
      columns.add(new Column<>("MESSAGE", row -> row.message().orElse("")));
    }
    return columns;
  }

  private static String when(PartitionRow row) {
    return row.now() ? "now" : row.notBefore().map(Object::toString).orElse(NONE);
  }
}
