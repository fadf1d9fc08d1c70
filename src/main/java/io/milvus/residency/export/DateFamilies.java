package io.milvus.residency.export;

import io.milvus.residency.export.DateFamily.Verdict;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The date families of a collection.
 *
 * @param rules the rules of the families that are described, in the order of their formats
 * @param refused why other families with loaded partitions are not described
 * @param members the names of all partitions of the described families, loaded or not
 */
record DateFamilies(List<ExportedRule> rules, List<String> refused, Set<String> members) {

  /** Returns the families of these partitions. */
  static DateFamilies of(List<Partition> partitions, Instant now, Optional<ZoneId> zone) {
    List<String> names = partitions.stream().map(Partition::name).toList();
    List<DateFamily> families =
        DateNames.common(names, DateFamily.LOADED + DateFamily.RELEASED).stream()
            .map(format -> DateFamily.of(format, partitions))
            .filter(DateFamilies::loaded)
            .toList();
    Map<DateFamily, Verdict> verdicts = new HashMap<>();
    families.forEach(family -> verdicts.put(family, family.describe(now, zone)));
    List<DateFamily> described =
        families.stream().filter(f -> verdicts.get(f) instanceof Verdict.Described).toList();
    List<ExportedRule> rules = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    Set<String> members = new HashSet<>();
    for (DateFamily family : families) {
      Optional<DateFamily> other =
          described.stream().filter(o -> !o.equals(family) && o.shares(family)).findFirst();
      if (verdicts.get(family) instanceof Verdict.Refused no) {
        refused.add(family.pattern() + ": " + no.why());
      } else if (other.isPresent()) {
        refused.add(family.pattern() + ": " + other.get().pattern() + " describes them as well");
      } else if (verdicts.get(family) instanceof Verdict.Described yes) {
        rules.add(yes.rule());
        family.members().values().forEach(partition -> members.add(partition.name()));
      }
    }
    return new DateFamilies(rules, refused, members);
  }

  private static boolean loaded(DateFamily family) {
    return family.members().values().stream().anyMatch(p -> p.state() == LoadState.LOADED);
  }
}
