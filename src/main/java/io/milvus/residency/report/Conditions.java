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
      List<Condition> previous, long generation, ReadySummary ready, Instant now) {
    Kind kind = ready.reason().kind();
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        condition(
            previous, "Ready", kind == Kind.READY ? "True" : "False", generation, ready, now));
    if (kind == Kind.RECONCILING) {
      conditions.add(condition(previous, "Reconciling", "True", generation, ready, now));
    }
    if (kind == Kind.STALLED) {
      conditions.add(condition(previous, "Stalled", "True", generation, ready, now));
    }
    return conditions;
  }

  private static Condition condition(
      List<Condition> previous,
      String type,
      String status,
      long generation,
      ReadySummary ready,
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
        .withReason(ready.reason().toString())
        .withMessage(BoundedText.capped(ready.message()))
        .withLastTransitionTime(since)
        .build();
  }
}
