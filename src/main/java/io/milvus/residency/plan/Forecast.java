package io.milvus.residency.plan;

import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.DesiredState.Wish;
import io.milvus.residency.rules.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks ahead at what the clock will do with an intent, as if nobody wrote anything any more. */
public final class Forecast {

  private static final Duration LENGTH = Duration.ofDays(7);

  /** Windows of minutes in many rules change more often in a week than is worth looking at. */
  private static final int MOST_TRANSITIONS = 500;

  private Forecast() {}

  /**
   * A moment at which the clock releases more than an edit might.
   *
   * @param time when
   * @param releases how many partitions
   * @param policies whose
   */
  public record Surge(Instant time, int releases, Set<PolicyName> policies) {
    public Surge {
      policies = Set.copyOf(policies);
    }

    /** Words for one of the policies; empty if it is not concerned. */
    Optional<String> text(PolicyName policy) {
      return policies.contains(policy)
          ? Optional.of(
              "This edit schedules the release of "
                  + releases
                  + " partitions at "
                  + time
                  + ", more than safety.maxReleasePerChange allows at once. Scheduled releases are"
                  + " not blocked.")
          : Optional.empty();
    }
  }

  /**
   * Finds the first surge within seven days.
   *
   * @param desired what is wanted now
   * @param limit how many releases at once are no surge
   */
  static Optional<Surge> firstSurge(
      List<Claim> claims,
      ObservedCollection observed,
      DesiredState desired,
      int limit,
      Instant now) {
    Set<String> resident = new HashSet<>();
    observed.partitions().stream().filter(Partition::resident).forEach(p -> resident.add(p.name()));
    follow(desired, observed, resident, new TreeSet<>());
    Optional<Instant> next = desired.transition();
    Instant end = now.plus(LENGTH);
    for (int i = 0; i < MOST_TRANSITIONS && next.isPresent() && !next.get().isAfter(end); i++) {
      Instant time = next.get();
      DesiredState then = DesiredState.of(claims, observed, time);
      Set<PolicyName> policies = new TreeSet<>();
      int releases = follow(then, observed, resident, policies);
      if (releases > limit) {
        return Optional.of(new Surge(time, releases, policies));
      }
      next = then.transition();
    }
    return Optional.empty();
  }

  /** Loads and releases what is wanted then, and counts the releases. */
  private static int follow(
      DesiredState desired,
      ObservedCollection observed,
      Set<String> resident,
      Set<PolicyName> policies) {
    int releases = 0;
    for (Partition partition : observed.partitions()) {
      String name = partition.name();
      List<Wish> releasing = desired.wantingReleased(name);
      if (!releasing.isEmpty() && resident.remove(name)) {
        releases++;
        releasing.forEach(wish -> policies.add(wish.claim().policy()));
      } else if (desired.of(name).stream().anyMatch(Forecast::loads)) {
        resident.add(name);
      }
    }
    return releases;
  }

  private static boolean loads(Wish wish) {
    return wish.want() == Want.LOADED && wish.claim().enforces();
  }
}
