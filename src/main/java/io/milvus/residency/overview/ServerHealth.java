package io.milvus.residency.overview;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.overview.PolicyOverview.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Infers from the statuses of policies how their Milvus is. */
final class ServerHealth {

  /** The reasons with which the operator did not get an answer that it could use. */
  private static final Set<String> FAILURES =
      Stream.of(
              Reason.MILVUS_UNREACHABLE,
              Reason.MILVUS_ERROR,
              Reason.UNAUTHENTICATED,
              Reason.FORBIDDEN,
              Reason.UNSUPPORTED_VERSION,
              Reason.ENDPOINT_NOT_ALLOWED)
          .map(Reason::toString)
          .collect(Collectors.toSet());

  private static final int LONGEST = 200;

  private ServerHealth() {}

  static String of(List<PolicyReading> policies) {
    List<State> failing =
        policies.stream()
            .map(policy -> policy.overview().state())
            .filter(state -> FAILURES.contains(state.reason()))
            .toList();
    if (!failing.isEmpty()) {
      return "Fails for "
          + failing.size()
          + " of "
          + policies.size()
          + (policies.size() == 1 ? " policy, " : " policies, ")
          + frequent(failing);
    }
    boolean answers = policies.stream().anyMatch(policy -> policy.status().summary().isPresent());
    return answers
        ? "Answered the operator when it last reported."
        : "Not known: no status tells of an answer.";
  }

  private static String frequent(List<State> failing) {
    Map<String, Long> texts =
        failing.stream()
            .collect(groupingBy(state -> state.reason() + ": " + state.message(), counting()));
    return Phrases.cut(
        texts.entrySet().stream()
            .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElse(""),
        LONGEST);
  }
}
