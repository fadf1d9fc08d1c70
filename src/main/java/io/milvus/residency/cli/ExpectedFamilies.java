package io.milvus.residency.cli;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.model.Partition;
import io.milvus.residency.plan.Claim;
import io.milvus.residency.simulation.ExpectedFamily;
import io.milvus.residency.simulation.ExpectedPartition;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The families of partitions that applications are expected to create.
 *
 * @param families the families
 */
record ExpectedFamilies(List<ExpectedFamily> families) {

  private static final int MOST = 16;

  /**
   * Reads the values of {@code --expect}.
   *
   * @throws UserException if one is not a date format, or there are too many
   */
  static ExpectedFamilies of(List<String> patterns) throws UserException {
    if (patterns.size() > MOST) {
      throw new UserException("--expect is given more than " + MOST + " times: use fewer families");
    }
    List<ExpectedFamily> families = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        families.add(new ExpectedFamily(pattern));
      } catch (IllegalArgumentException e) {
        throw new UserException("--expect: " + e.getMessage());
      }
    }
    return new ExpectedFamilies(families);
  }

  /**
   * Refuses a family that none of several collections has.
   *
   * @throws UserException if there is one
   */
  void refuseUnknown(List<PlanInput> inputs) throws UserException {
    for (ExpectedFamily family : families) {
      if (inputs.size() > 1 && inputs.stream().noneMatch(input -> has(input, family))) {
        throw new UserException(
            "--expect "
                + family.pattern()
                + ": no collection has such a partition or a rule with this dateFormat. Correct the"
                + " format, or simulate one collection at a time.");
      }
    }
  }

  /**
   * Returns the partitions to expect in a collection.
   *
   * @param alone whether no other collection is simulated, so that all families are its own
   */
  List<ExpectedPartition> of(PlanInput input, boolean alone, Instant from, Instant to) {
    return families.stream()
        .filter(family -> alone || has(input, family))
        .flatMap(family -> family.between(from, to, zone(input, family)).stream())
        .toList();
  }

  private static boolean has(PlanInput input, ExpectedFamily family) {
    return input.observed().partitions().stream().map(Partition::name).anyMatch(family::contains)
        || specs(input).stream().anyMatch(spec -> names(spec, family));
  }

  /** Returns the time zone of the policies whose rules name the format, if they have just one. */
  private static ZoneId zone(PlanInput input, ExpectedFamily family) {
    List<PolicySpec> all = specs(input);
    List<ZoneId> zones = zones(all, spec -> names(spec, family));
    List<ZoneId> known = zones.isEmpty() ? zones(all, spec -> true) : zones;
    return known.size() == 1 ? known.get(0) : ZoneOffset.UTC;
  }

  private static List<ZoneId> zones(List<PolicySpec> specs, Predicate<PolicySpec> which) {
    return specs.stream().filter(which).map(PolicySpec::timeZone).distinct().toList();
  }

  private static List<PolicySpec> specs(PlanInput input) {
    return input.claims().all().stream().map(Claim::spec).toList();
  }

  private static boolean names(PolicySpec spec, ExpectedFamily family) {
    return spec.rules().stream()
        .flatMap(rule -> rule.match().dateFormat().stream())
        .anyMatch(family.pattern()::equals);
  }
}
