package io.milvus.residency.rules;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import java.util.Optional;

/** Checks the parts of a spec that parsing does not check. */
public final class SpecValidator {

  private SpecValidator() {}

  /** Returns the first problem as a message for users that names the field; empty if none. */
  public static Optional<String> problem(PolicySpec spec) {
    if (spec.invalid().isPresent()) {
      return spec.invalid();
    }
    try {
      Address.of(spec.milvus().uri());
    } catch (IllegalArgumentException e) {
      return Optional.of("spec.milvus.uri: " + e.getMessage());
    }
    for (int i = 0; i < spec.rules().size(); i++) {
      Rule rule = spec.rules().get(i);
      String field = "spec.rules[" + i + "]";
      try {
        rule.match().dateFormat().ifPresent(DateFormat::of);
      } catch (IllegalArgumentException e) {
        return Optional.of(field + ".match." + e.getMessage());
      }
      try {
        rule.during().forEach(WeeklySchedule::check);
      } catch (IllegalArgumentException e) {
        return Optional.of(field + "." + e.getMessage());
      }
    }
    return Optional.empty();
  }
}
