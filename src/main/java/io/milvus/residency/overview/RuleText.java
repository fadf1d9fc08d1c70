package io.milvus.residency.overview;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.WeeklyWindow;
import io.milvus.residency.model.Phrases;
import java.util.ArrayList;
import java.util.List;

/** The words for a rule, on one line. */
final class RuleText {

  private static final int PATTERNS = 5;
  private static final int WINDOWS = 3;

  private RuleText() {}

  /** Returns for example "week: p_%Y%m%d, keepLast 7: Loaded, otherwise Released". */
  static String of(Rule rule) {
    List<String> parts = new ArrayList<>();
    parts.add(match(rule.match()));
    rule.keepLast().ifPresent(count -> parts.add("keepLast " + count));
    if (!rule.during().isEmpty()) {
      parts.add(
          "during " + Phrases.firstOf(rule.during().stream().map(RuleText::of).toList(), WINDOWS));
    }
    rule.listedIn()
        .ifPresent(
            list ->
                parts.add(
                    "listedIn "
                        + list.configMapKeyRef().name()
                        + "/"
                        + list.configMapKeyRef().key()));
    String otherwise = rule.otherwise().map(state -> ", otherwise " + state).orElse("");
    return PlainText.of(
        rule.name() + ": " + String.join(", ", parts) + ": " + rule.state() + otherwise);
  }

  private static String match(Rule.Match match) {
    String family =
        match
            .dateFormat()
            .orElseGet(
                () ->
                    Phrases.firstOf(
                        match.names().isEmpty() ? match.globs() : match.names(), PATTERNS));
    return match.except().isEmpty()
        ? family
        : family + " except " + Phrases.firstOf(match.except(), PATTERNS);
  }

  private static String of(WeeklyWindow window) {
    String days = window.days().stream().map(Object::toString).collect(joining(" "));
    return (days.isEmpty() ? "" : days + " ") + window.from() + "–" + window.to();
  }
}
