package io.milvus.residency.rules;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import java.util.Optional;

/** Finds what is wrong with a spec beyond what its form can tell. */
public final class SpecValidator {

  private SpecValidator() {}

  /** Returns what is wrong, with the field, for people; empty if nothing is. */
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
