package io.milvus.residency.plan;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.plan.Step.Change;
import io.milvus.residency.plan.World.Remembered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The {@code plan.yaml} of a golden case: a plan as people write it. What is empty is left out.
 *
 * @param steps the calls to make, in order
 * @param inSync by policy, the partitions that are as it wants them
 * @param pending by policy and partition, what is not as wanted and why
 * @param mismatches by policy, how the load settings differ
 * @param nextLook when time alone will change the plan
 * @param memory what is remembered for the next plan
 */
record PlanText(
    List<StepText> steps,
    Map<String, List<String>> inSync,
    Map<String, Map<String, PendingText>> pending,
    Map<String, String> mismatches,
    Optional<Instant> nextLook,
    Remembered memory) {

  PlanText {
    memory = memory == null ? Remembered.NOTHING : memory;
  }

  /**
   * One step: load or release.
   *
   * @param load by partition, the policy and the rule in whose name it is loaded
   * @param with what to load with; absent where Milvus chooses or it is {@link World#ORDINARY}
   * @param release by partition, the policy and the rule in whose name it is released
   */
  record StepText(
      Map<String, String> load, Optional<LoadSettings> with, Map<String, String> release) {}

  /** A finding without its partition, which is the key it stands under. */
  record PendingText(
      RuleState want,
      LoadState have,
      OptionalInt progress,
      String rule,
      Reason reason,
      String message,
      Optional<Instant> notBefore) {
    static PendingText of(Finding finding) {
      return new PendingText(
          finding.want(),
          finding.have(),
          finding.have() == LoadState.LOADING
              ? OptionalInt.of(finding.progress())
              : OptionalInt.empty(),
          finding.rule(),
          finding.reason(),
          finding.message(),
          finding.notBefore());
    }
  }

  /** Writes a plan down. */
  static PlanText of(Plan plan, World world) {
    Map<String, List<String>> inSync = new TreeMap<>();
    Map<String, Map<String, PendingText>> pending = new TreeMap<>();
    plan.findings()
        .forEach(
            (policy, findings) -> {
              for (Finding finding : findings) {
                if (finding.reason() == Reason.IN_SYNC) {
                  inSync
                      .computeIfAbsent(policy.toString(), p -> new ArrayList<>())
                      .add(finding.partition());
                } else {
                  pending
                      .computeIfAbsent(policy.toString(), p -> new LinkedHashMap<>())
                      .put(finding.partition(), PendingText.of(finding));
                }
              }
            });
    Map<String, String> mismatches = new TreeMap<>();
    plan.mismatches().forEach((policy, text) -> mismatches.put(policy.toString(), text));
    return new PlanText(
        plan.steps().stream().map(PlanText::step).toList(),
        inSync,
        pending,
        mismatches,
        plan.nextLook(),
        named(plan.memory(), world));
  }

  private static StepText step(Step step) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (Change change : step.changes()) {
      changes.put(change.partition().name(), change.policy() + " " + change.rule());
    }
    if (step instanceof Step.Load load) {
      Optional<LoadSettings> with =
          Optional.of(load.settings())
              .filter(s -> !s.equals(LoadSettings.SERVER_DEFAULT) && !s.equals(World.ORDINARY));
      return new StepText(changes, with, Map.of());
    }
    return new StepText(Map.of(), Optional.empty(), changes);
  }

  private static Remembered named(Memory memory, World world) {
    Map<Long, String> names = new HashMap<>();
    world.ids().forEach((name, id) -> names.put(id, name));
    Map<String, Instant> since = new TreeMap<>();
    memory.releaseWantedSince().forEach((id, start) -> since.put(names.get(id), start));
    Map<String, Memory.Setback> setbacks = new TreeMap<>();
    memory.setbacks().forEach((id, setback) -> setbacks.put(names.get(id), setback));
    return new Remembered(
        since, setbacks, memory.lastSettings().filter(s -> !s.equals(World.ORDINARY)));
  }
}
