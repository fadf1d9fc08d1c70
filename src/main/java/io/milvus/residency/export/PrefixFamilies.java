package io.milvus.residency.export;

import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds prefixes such as {@code t_} with which only loaded partitions begin, and many of them. */
final class PrefixFamilies {

  /** The least number of loaded partitions from which a family is concluded. */
  static final int LOADED = 10;

  /** The most separators at which a name is cut: more make no useful prefix. */
  private static final int CUTS = 4;

  /** A year, perhaps: the partitions of the next one do not begin so. */
  private static final Pattern YEAR = Pattern.compile("[0-9]{4}");

  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9]");

  private PrefixFamilies() {}

  /**
   * Returns the prefixes, sorted, with the number of partitions that begin with each. No prefix
   * covers another one.
   *
   * @param partitions all partitions
   * @param decided the names that other rules decide: no prefix covers one of them
   */
  static Map<String, Integer> of(List<Partition> partitions, Set<String> decided) {
    Map<String, Integer> all = new TreeMap<>();
    Map<String, Integer> fitting = new TreeMap<>();
    for (Partition partition : partitions) {
      boolean fits = partition.state() == LoadState.LOADED && !decided.contains(partition.name());
      for (String prefix : prefixes(partition.name())) {
        all.merge(prefix, 1, Integer::sum);
        fitting.merge(prefix, fits ? 1 : 0, Integer::sum);
      }
    }
    // Sorted, a prefix comes before all that begin with it.
    Map<String, String> narrowest = new LinkedHashMap<>();
    for (String prefix : all.keySet()) {
      if (fitting.get(prefix) < LOADED || !fitting.get(prefix).equals(all.get(prefix))) {
        continue;
      }
      Optional<String> wide = narrowest.keySet().stream().filter(prefix::startsWith).findFirst();
      if (wide.isEmpty() || all.get(wide.get()).equals(all.get(prefix))) {
        narrowest.put(wide.orElse(prefix), prefix);
      }
    }
    Map<String, Integer> families = new TreeMap<>();
    narrowest.values().forEach(prefix -> families.put(prefix, all.get(prefix)));
    return families;
  }

  /** Returns the beginnings of a name that end with a separator. */
  private static List<String> prefixes(String name) {
    List<String> prefixes = new ArrayList<>();
    for (int i = 0; i < name.length() && prefixes.size() < CUTS; i++) {
      if (name.charAt(i) == '_' || name.charAt(i) == '-') {
        String prefix = name.substring(0, i + 1);
        if (TEXT.matcher(prefix).find() && !YEAR.matcher(prefix).find()) {
          prefixes.add(prefix);
        }
      }
    }
    return prefixes;
  }
}
