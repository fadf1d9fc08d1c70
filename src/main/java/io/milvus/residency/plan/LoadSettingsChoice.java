package io.milvus.residency.plan;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.api.LoadSpec;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.Step.PartitionChange;
import io.milvus.residency.rules.Want;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The load settings to use. A collection with resident partitions keeps its replicas and resource
 * groups: changing them is not the operator's business. Where policies leave the settings to
 * Milvus, loads name none.
 *
 * @param chosen the settings; empty if nothing can be loaded, because Milvus does not report the
 *     settings of the collection, the policies conflict, or no load can ask for the settings
 * @param mismatches for each policy that asks for other settings, the message about it
 */
record LoadSettingsChoice(Optional<LoadSettings> chosen, Map<PolicyName, String> mismatches) {

  private static final Hold UNKNOWN =
      Hold.of(Reason.LOADING, "Waiting until Milvus reports the load settings of the collection.");

  static LoadSettingsChoice of(
      List<Claim> claims, ObservedCollection observed, PlannerState plannerState) {
    Optional<LoadSettings> known = observed.live().or(plannerState::lastSettings);
    // Loads over any connection use the same settings.
    List<Claim> acting = claims.stream().filter(claim -> claim.acts() || claim.enforces()).toList();
    return observed.partitions().stream().anyMatch(Partition::resident)
        ? live(claims, acting, observed, known)
        : fresh(acting, known.orElse(LoadSettings.SERVER_DEFAULT));
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
            reader -> mismatches.getOrDefault(reader, LoadSettingsText.CONTRADICTION + "."),
            Optional.empty());
  }

  /**
   * Returns the load of partitions. All are loaded in one call, because each call interrupts other
   * loads of the collection. The priority is low if nobody wants one of them at high priority.
   */
  Step.Load load(List<PartitionChange> changes, DesiredState desired) {
    boolean low =
        changes.stream()
            .flatMap(change -> desired.of(change.partition().name()).stream())
            .filter(wish -> wish.acts(Want.LOADED))
            .allMatch(wish -> wish.claim().spec().load().priority() == LoadPriority.LOW);
    return new Step.Load(changes, chosen.orElseThrow(), low ? LoadPriority.LOW : LoadPriority.HIGH);
  }

  private static LoadSettingsChoice live(
      List<Claim> claims,
      List<Claim> acting,
      ObservedCollection observed,
      Optional<LoadSettings> known) {
    List<Claim> naming = acting.stream().filter(claim -> claim.spec().load().named()).toList();
    boolean left =
        naming.isEmpty() && acting.stream().anyMatch(claim -> claim.spec().load().leftToServer());
    Optional<LoadSettings> chosen = left ? Optional.of(LoadSettings.SERVER_DEFAULT) : known;
    Map<PolicyName, String> mismatches = new TreeMap<>();
    for (Claim claim : claims) {
      LoadSpec asked = claim.spec().load();
      if (asked.leftToServer() && !naming.isEmpty()) {
        mismatches.put(claim.policy(), LoadSettingsText.notLeft(naming, claim.policy()));
      } else if (observed.live().isPresent()) {
        LoadSettings live = observed.live().get();
        LoadSettings merged = merged(asked, live);
        if (!merged.equals(live)) {
          mismatches.put(
              claim.policy(), LoadSettingsText.other(observed.name(), live, merged, left));
        } else if (!left && !live.expressible()) {
          mismatches.put(claim.policy(), LoadSettingsText.uneven(observed.name(), live));
        }
      }
    }
    return new LoadSettingsChoice(chosen, mismatches);
  }

  /**
   * Chooses settings for a collection with nothing resident. Replicas and resource groups may come
   * from different policies; only two values for the same part conflict, and a part with leaving
   * all to Milvus.
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
    boolean left = acting.stream().anyMatch(claim -> claim.spec().load().leftToServer());
    boolean named = !replicas.isEmpty() || !groups.isEmpty();
    if (replicas.size() > 1 || groups.size() > 1 || (left && named)) {
      return new LoadSettingsChoice(Optional.empty(), LoadSettingsText.contradiction(acting));
    }
    if (left) {
      return new LoadSettingsChoice(Optional.of(LoadSettings.SERVER_DEFAULT), Map.of());
    }
    LoadSettings wanted =
        new LoadSettings(
            replicas.isEmpty() ? last.replicas() : replicas.get(0),
            groups.isEmpty() ? last.resourceGroups() : groups.get(0));
    if (wanted.expressible()) {
      return new LoadSettingsChoice(Optional.of(wanted), Map.of());
    }
    return groups.isEmpty()
        ? new LoadSettingsChoice(
            Optional.of(wanted.withoutGroups()), all(acting, LoadSettingsText.unevenBefore(wanted)))
        : new LoadSettingsChoice(
            Optional.empty(), all(acting, LoadSettingsText.impossible(wanted)));
  }

  private static Map<PolicyName, String> all(List<Claim> acting, String message) {
    Map<PolicyName, String> messages = new HashMap<>();
    acting.forEach(claim -> messages.put(claim.policy(), message));
    return messages;
  }

  private static LoadSettings merged(LoadSpec asked, LoadSettings otherwise) {
    return new LoadSettings(
        asked.replicas().orElse(otherwise.replicas()),
        asked.resourceGroups().isEmpty() ? otherwise.resourceGroups() : asked.resourceGroups());
  }
}
