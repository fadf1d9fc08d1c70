package io.milvus.residency.api;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The time zones that policies may name: those of the IANA database, as far as this Java knows
 * them. The API server has a database of its own, which may be newer.
 */
public final class TimeZones {

  /**
   * Names of the database that Java leaves out, and the zone that has had the same offset since
   * 1980 at least.
   */
  private static final Map<String, String> MISSING =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT");

  private static final Set<String> KNOWN = Set.copyOf(ZoneId.getAvailableZoneIds());

  private TimeZones() {}

  /**
   * Returns the zone of a name, or empty if the database has none. What else Java would take for a
   * zone, such as {@code UTC+1} or {@code SystemV/PST8}, is none.
   */
  public static Optional<ZoneId> find(String name) {
    String known = MISSING.getOrDefault(name, name);
    return KNOWN.contains(known) && !known.startsWith("SystemV/")
        ? Optional.of(ZoneId.of(known))
        : Optional.empty();
  }

  /** Returns what is wrong with a name that can't be found, for people. */
  static String unknown() {
    return "is not a time zone known to this operator (time zone database "
        + ZoneRulesProvider.getVersions(PolicySpec.DEFAULT_ZONE.getId()).lastEntry().getKey()
        + "); use another one, as in Europe/Berlin or UTC";
  }
}
