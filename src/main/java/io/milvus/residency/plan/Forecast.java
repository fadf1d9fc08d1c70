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

/** A forecast of what the clock will do with an intent if no policy is edited again. */
public final class Forecast {

  private static final Duration LENGTH = Duration.ofDays(7);

  /** Limits the work where short windows in many rules change too often within a week. */
  private static final int MOST_TRANSITIONS = 500;

  private Forecast() {}

  /**
   * A moment at which the clock releases more than an edit may.
   *
   * @param time the moment
   * @param releases the number of partitions
   * @param policies the policies that want the releases
   */
  public record Surge(Instant time, int releases, Set<PolicyName> policies) {
    public Surge {
      policies = Set.copyOf(policies);
    }

    /** Returns a message for a policy; empty if it wants none of the releases. */
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
   * Returns the first surge within seven days.
   *
   * @param desired the desired state now
   * @param limit the largest number of releases at once that is no surge
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

  /** Applies the desired state to the resident partitions, and counts the releases. */
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
