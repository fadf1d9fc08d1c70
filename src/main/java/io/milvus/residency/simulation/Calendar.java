package io.milvus.residency.simulation;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.rules.DateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

/**
 * The times at which the window of a rule with keepLast moves. The planner names the next one only
 * if a partition leaves the window then; the operator finds the others because it makes a pass in
 * each interval.
 *
 * @param pattern the date format
 * @param zone the time zone of the policy
 */
record Calendar(String pattern, ZoneId zone) {

  static Set<Calendar> of(ClaimSet claims) {
    Set<Calendar> calendars = new HashSet<>();
    claims.all().forEach(claim -> add(claim.spec(), calendars));
    return calendars;
  }

  private static void add(PolicySpec spec, Set<Calendar> calendars) {
    for (Rule rule : spec.rules()) {
      if (rule.keepLast().isPresent()) {
        rule.match()
            .dateFormat()
            .ifPresent(pattern -> calendars.add(new Calendar(pattern, spec.timeZone())));
      }
    }
  }

  /** Returns the begin of the next hour, day, week, month or year of the format. */
  Instant next(Instant now) {
    return DateFormat.of(pattern).nextLabel(now, zone);
  }
}
