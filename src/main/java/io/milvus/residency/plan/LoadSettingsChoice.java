package io.milvus.residency.plan;

import io.milvus.residency.api.LoadSpec;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The load settings to use. A collection with resident partitions keeps its replicas and resource
 * groups, because changing them requires releasing the whole collection.
 *
 * @param chosen the settings; empty if nothing can be loaded, because Milvus does not report the
 *     settings of the collection or the policies conflict
 * @param mismatches for each policy that asks for other settings, the message about it
 */
record LoadSettingsChoice(Optional<LoadSettings> chosen, Map<PolicyName, String> mismatches) {

  private static final Hold UNKNOWN =
      Hold.of(Reason.LOADING, "Waiting until Milvus reports the load settings of the collection.");
  private static final String CONTRADICTION =
      "Loads are held: the policies of this collection conflict in load";

  static LoadSettingsChoice of(
      List<Claim> claims, ObservedCollection observed, PlannerState plannerState) {
    Optional<LoadSettings> known = observed.live().or(plannerState::lastSettings);
    return observed.partitions().stream().anyMatch(Partition::resident)
        ? live(claims, observed.live(), known)
        : fresh(
            claims.stream().filter(Claim::acts).toList(),
            known.orElse(LoadSettings.SERVER_DEFAULT));
  }

  /** Returns holds by partition id if the settings are unknown; otherwise none. */
  Map<Long, Hold> holds(Set<Long> loads) {
    return chosen.isPresent()
        ? Map.of()
        : loads.stream().collect(Collectors.toMap(id -> id, id -> hold()));
  }

  private Hold hold() {
    return mismatches.isEmpty()
        ? UNKNOWN
        : new Hold(
            Reason.LOAD_SETTINGS_MISMATCH,
            reader -> mismatches.getOrDefault(reader, CONTRADICTION + "."),
            Optional.empty());
  }

  private static LoadSettingsChoice live(
      List<Claim> claims, Optional<LoadSettings> live, Optional<LoadSettings> known) {
    Map<PolicyName, String> mismatches = new TreeMap<>();
    for (Claim claim : claims) {
      if (live.isPresent() && !merged(claim.spec().load(), live.get()).equals(live.get())) {
        mismatches.put(
            claim.policy(),
            "The collection is loaded with "
                + words(live.get())
                + ", but the policy asks for "
                + words(merged(claim.spec().load(), live.get()))
                + ". Loads use the settings of the collection. Change load, or release the whole"
                + " collection once to apply the settings of the policy.");
      }
    }
    return new LoadSettingsChoice(known, mismatches);
  }

  /**
   * Chooses settings for a collection with nothing resident. Replicas and resource groups may come
   * from different policies; only two values for the same part conflict.
   */
  private static LoadSettingsChoice fresh(List<Claim> acting, LoadSettings last) {
    List<LoadSettings> asked =
        acting.stream()
            .map(claim -> merged(claim.spec().load(), LoadSettings.SERVER_DEFAULT))
            .toList();
    List<Integer> replicas =
        asked.stream().map(LoadSettings::replicas).filter(n -> n > 0).distinct().toList();
    List<List<String>> groups =
        asked.stream()
            .map(LoadSettings::resourceGroups)
            .filter(names -> !names.isEmpty())
            .distinct()
            .toList();
    if (replicas.size() > 1 || groups.size() > 1) {
      return new LoadSettingsChoice(Optional.empty(), contradiction(acting));
    }
    LoadSettings chosen =
        new LoadSettings(
            replicas.isEmpty() ? last.replicas() : replicas.get(0),
            groups.isEmpty() ? last.resourceGroups() : groups.get(0));
    return new LoadSettingsChoice(Optional.of(chosen), Map.of());
  }

  private static Map<PolicyName, String> contradiction(List<Claim> acting) {
    List<Claim> asking =
        acting.stream()
            .filter(claim -> !claim.spec().load().equals(LoadSpec.KEEP))
            .sorted(Comparator.comparing(Claim::policy))
            .toList();
    Map<PolicyName, String> mismatches = new TreeMap<>();
    acting.forEach(
        claim ->
            mismatches.put(
                claim.policy(),
                CONTRADICTION
                    + " ("
                    + words(asking, claim.policy())
                    + "). Make their load settings agree."));
    return mismatches;
  }

  private static String words(List<Claim> asking, PolicyName reader) {
    return asking.stream()
        .map(claim -> claim.policy().seenFrom(reader) + " asks for " + words(claim.spec().load()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static LoadSettings merged(LoadSpec asked, LoadSettings otherwise) {
    OptionalInt replicas = asked.replicas();
    return new LoadSettings(
        replicas.orElse(otherwise.replicas()),
        asked.resourceGroups().isEmpty() ? otherwise.resourceGroups() : asked.resourceGroups());
  }

  private static String words(LoadSpec asked) {
    return asked.replicas().isPresent()
        ? words(merged(asked, LoadSettings.SERVER_DEFAULT))
        : "resource groups " + String.join(", ", asked.resourceGroups());
  }

  private static String words(LoadSettings settings) {
    String replicas =
        settings.replicas() == 0
            ? "the default number of replicas"
            : settings.replicas() + (settings.replicas() == 1 ? " replica" : " replicas");
    return settings.resourceGroups().isEmpty()
        ? replicas
        : replicas + " in " + String.join(", ", settings.resourceGroups());
  }
}
