package io.milvus.residency.cli;

import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A random collection: windows, tenants and single names, some with exceptions. */
final class RandomExport {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> SINGLE =
      List.of("_default", "golden", "on", "null", "123", "1e3", "a-b", "x_", "p_2026", "de");
  private static final Map<String, ChronoUnit> FORMATS =
      new TreeMap<>(
          Map.of(
              "yyyyMMdd", ChronoUnit.DAYS,
              "yyyy_MM_dd", ChronoUnit.DAYS,
              "yyyyMMddHH", ChronoUnit.HOURS,
              "yyyy-MM-dd-HH", ChronoUnit.HOURS,
              "yyyyMM", ChronoUnit.MONTHS,
              "YYYY'w'ww", ChronoUnit.WEEKS));

  private final Random random;
  final Instant now;
  final Optional<ZoneId> zone;

  /** The states by name, in no order. */
  final Map<String, LoadState> states = new HashMap<>();

  /** The windows without an exception: the prefix by the number of its loaded partitions. */
  final Map<String, Integer> windows = new TreeMap<>();

  RandomExport(long seed) {
    random = new Random(seed);
    now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(63_000_000));
    zone =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                ZoneId.of(
                    List.of(
                            "Europe/Berlin",
                            "America/New_York",
                            "Asia/Tokyo",
                            "Australia/Lord_Howe")
                        .get(random.nextInt(4))));
    for (String name : SINGLE) {
      if (random.nextInt(3) > 0) {
        states.put(name, state(random.nextInt(100)));
      }
    }
    int families = random.nextInt(4);
    for (int i = 0; i < families; i++) {
      if (random.nextBoolean()) {
        tenants("t" + (char) ('a' + i) + "_");
      } else {
        window("w" + (char) ('a' + i) + (random.nextBoolean() ? "_" : ""));
      }
    }
  }

  private LoadState state(int of100) {
    if (of100 < 5) {
      return LoadState.LOADING;
    }
    return of100 < 60 ? LoadState.LOADED : LoadState.NOT_LOAD;
  }

  private void tenants(String prefix) {
    int count = random.nextInt(25);
    int exceptions = random.nextInt(4) == 0 ? 20 : 0;
    for (int i = 0; i < count; i++) {
      boolean exception = random.nextInt(100) < exceptions;
      states.put(prefix + i, exception ? state(random.nextInt(100)) : LoadState.LOADED);
    }
  }

  private void window(String prefix) {
    List<String> formats = List.copyOf(FORMATS.keySet());
    String format = formats.get(random.nextInt(formats.size()));
    LocalDateTime today = LocalDateTime.ofInstant(now, zone.orElse(ZoneId.of("UTC")));
    int loaded = 1 + random.nextInt(12);
    int released = random.nextInt(8);
    boolean disturbed = random.nextInt(3) == 0;
    Map<String, LoadState> window = new TreeMap<>();
    int ahead = random.nextInt(4) == 0 ? 2 : 0;
    for (int age = -ahead; age < loaded + released; age++) {
      String date =
          DateTimeFormatter.ofPattern(format, Locale.GERMANY)
              .format(today.minus(age, FORMATS.get(format)));
      window.put(prefix + date, age < loaded ? LoadState.LOADED : LoadState.NOT_LOAD);
    }
    if (disturbed) {
      List<String> names = List.copyOf(window.keySet());
      window.put(names.get(random.nextInt(names.size())), state(random.nextInt(100)));
      window.remove(names.get(random.nextInt(names.size())));
    }
    boolean ambiguous = format.equals("yyyyMM") || format.endsWith("HH");
    if (!disturbed
        && !ambiguous
        && (ahead == 0 || zone.isPresent())
        && loaded >= 3
        && released >= 3) {
      windows.put(prefix, loaded);
    }
    states.putAll(window);
  }

  /** Returns the collection, with its partitions in the order of Milvus or in another one. */
  ObservedCollection collection() {
    List<Partition> partitions = new ArrayList<>();
    states.forEach(
        (name, state) -> {
          int percent = state == LoadState.LOADED ? 100 : 0;
          partitions.add(new Partition(partitions.size() + 1L, name, CREATED, state, percent));
        });
    partitions.sort(Comparator.comparing(Partition::name));
    boolean resident = partitions.stream().anyMatch(Partition::resident);
    return new ObservedCollection(
        new CollectionId(457123, CREATED),
        "articles",
        false,
        partitions,
        resident
            ? Optional.of(new LoadSettings(1, List.of("__default_resource_group")))
            : Optional.empty());
  }

  @Override
  public String toString() {
    return "at " + now + " in " + zone + ": " + new TreeMap<>(states);
  }
}
