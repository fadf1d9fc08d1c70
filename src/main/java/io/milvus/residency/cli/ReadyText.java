package io.milvus.residency.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.milvus.residency.api.PolicyStatus;
import java.util.Optional;

/** The condition Ready of a policy as text. */
final class ReadyText {

  private ReadyText() {}

  /** Returns status, reason and message, as in {@code Ready True InSync: 3 of 3 …}. */
  static String of(PolicyStatus status) {
    return condition(status)
        .map(
            ready ->
                PlainText.of(
                    "Ready "
                        + ready.getStatus()
                        + " "
                        + ready.getReason()
                        + ": "
                        + ready.getMessage()))
        .orElse("The operator has not reported on it yet.");
  }

  /** Returns the message, or nothing if there is no condition yet. */
  static String message(PolicyStatus status) {
    return condition(status).map(Condition::getMessage).map(PlainText::of).orElse("");
  }

  private static Optional<Condition> condition(PolicyStatus status) {
    return status.conditions().stream().filter(c -> c.getType().equals("Ready")).findFirst();
  }
}
