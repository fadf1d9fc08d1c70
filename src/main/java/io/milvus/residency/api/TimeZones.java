package io.milvus.residency.api;

import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The time zones that policies may name: those of the IANA database that this JVM knows. The API
 * server has its own database, which may be newer.
 */
public final class TimeZones {

  /**
   * IANA names that Java lacks, each with a zone that has had the same offset since at least 1980.
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
   * Returns the zone with a name, or empty if the IANA database has none. Other names that Java
   * accepts, such as {@code UTC+1} or {@code SystemV/PST8}, are not found.
   */
  public static Optional<ZoneId> find(String name) {
    String known = MISSING.getOrDefault(name, name);
    return KNOWN.contains(known) && !known.startsWith("SystemV/")
        ? Optional.of(ZoneId.of(known))
        : Optional.empty();
  }

  /** Returns a message for users about a name that is not found. */
  static String unknown() {
    return "is not a time zone known to this operator (time zone database "
        + ZoneRulesProvider.getVersions(PolicySpec.DEFAULT_ZONE.getId()).lastEntry().getKey()
        + "); use another one, as in Europe/Berlin or UTC";
  }
}
