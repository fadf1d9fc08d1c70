package io.milvus.residency.report;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.milvus.residency.api.Reason.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions in the sense of kstatus: Ready always, Reconciling and Stalled only while true, so
 * that their absence reads as "done".
 */
final class Conditions {

  private Conditions() {}

  static List<Condition> of(
      List<Condition> previous, long generation, ReadySummary verdict, Instant now) {
    Kind kind = verdict.reason().kind();
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        condition(
            previous, "Ready", kind == Kind.READY ? "True" : "False", generation, verdict, now));
    if (kind == Kind.RECONCILING) {
      conditions.add(condition(previous, "Reconciling", "True", generation, verdict, now));
    }
    if (kind == Kind.STALLED) {
      conditions.add(condition(previous, "Stalled", "True", generation, verdict, now));
    }
    return conditions;
  }

  private static Condition condition(
      List<Condition> previous,
      String type,
      String status,
      long generation,
      ReadySummary verdict,
      Instant now) {
    String since =
        previous.stream()
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withObservedGeneration(generation)
        .withReason(verdict.reason().toString())
        .withMessage(BoundedText.capped(verdict.message()))
        .withLastTransitionTime(since)
        .build();
  }
}
