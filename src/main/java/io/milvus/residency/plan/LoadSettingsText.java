package io.milvus.residency.plan;

import io.milvus.residency.api.LoadSpec;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.PolicyName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The messages about load settings. */
final class LoadSettingsText {

  static final String CONTRADICTION =
      "Loads are held: the policies of this collection conflict in load";

  private static final String RULE =
      "the number of resource groups must be 1 or the number of replicas";

  private LoadSettingsText() {}

  /**
   * Says that the collection is loaded with other settings than a policy asks for. The plan does
   * not know the version of Milvus, so both ways are named.
   *
   * @param left whether other policies leave the settings to Milvus
   */
  static String other(String collection, LoadSettings live, LoadSettings asked, boolean left) {
    return "The collection is loaded with "
        + words(live)
        + ", but the policy asks for "
        + words(asked)
        + (left
            ? ". Loads leave the settings to Milvus, as other policies ask."
            : ". Loads use the settings of the collection.")
        + " Change load, or the collection: on Milvus 2.4 or later with "
        + alter(collection, asked)
        + " while it serves, on older servers by releasing it as a whole once.";
  }

  /** Says that no load can ask for the settings of the collection. */
  static String uneven(String collection, LoadSettings live) {
    return "The collection is loaded with "
        + words(live)
        + ", which a load can't ask for: "
        + RULE
        + ". Loads continue on Milvus before 2.4.6, which keeps the resource groups; later servers"
        + " would move the replicas. Change the resource groups: on Milvus 2.4 or later with "
        + alter(collection, new LoadSettings(live.replicas(), List.of("…")))
        + ", on older servers with transfer_replica.";
  }

  /** Says that no load can ask for the settings that an empty collection had. */
  static String unevenBefore(LoadSettings last) {
    return "The collection was loaded with "
        + words(last)
        + ", which a load can't ask for: "
        + RULE
        + ". Loads use "
        + words(last.withoutGroups())
        + " in the default resource group. Set load.resourceGroups.";
  }

  /** Says that no load can ask for what the policies ask for. */
  static String impossible(LoadSettings asked) {
    return "Loads are held: "
        + words(asked)
        + " is not possible, because "
        + RULE
        + ". Change load.replicas or load.resourceGroups.";
  }

  /** Says that the settings are not left to Milvus, because other policies name them. */
  static String notLeft(List<Claim> naming, PolicyName reader) {
    return "Loads use the settings of the collection in spite of load.settings=Server ("
        + words(naming, reader)
        + "). Make the load settings of these policies agree.";
  }

  /** Says to each policy that the policies conflict, so that nothing is loaded. */
  static Map<PolicyName, String> contradiction(List<Claim> acting) {
    List<Claim> asking =
        acting.stream()
            .filter(claim -> claim.spec().load().named() || claim.spec().load().leftToServer())
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

  private static String words(LoadSpec asked) {
    if (asked.leftToServer()) {
      return "settings=Server";
    }
    return asked.replicas().isPresent()
        ? words(new LoadSettings(asked.replicas().getAsInt(), asked.resourceGroups()))
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

  /** Returns the call of pymilvus that changes the settings of a loaded collection. */
  private static String alter(String collection, LoadSettings to) {
    return "alter_collection_properties(\""
        + collection
        + "\", {\"collection.replica.number\": "
        + to.replicas()
        + ", \"collection.resource_groups\": \""
        + String.join(",", to.resourceGroups())
        + "\"})";
  }
}
