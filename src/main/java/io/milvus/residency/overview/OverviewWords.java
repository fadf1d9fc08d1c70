package io.milvus.residency.overview;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.overview.CollectionOverview.Residency;
import java.util.ArrayList;
import java.util.List;

/** The words of an overview, which its table and its page share. */
final class OverviewWords {

  private OverviewWords() {}

  /** Returns for example "3 policies on 2 collections: 1 needs action, 2 as declared." */
  static String totals(Overview overview) {
    long policies = overview.policies().count();
    if (policies == 0) {
      return "There are no policies in " + overview.source().scope() + ".";
    }
    String counts =
        overview.counts().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(joining(", "));
    return counted(policies, "policy", "policies")
        + " on "
        + counted(overview.collections().count(), "collection", "collections")
        + ": "
        + counts
        + ".";
  }

  static String counted(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** Returns the server in words. */
  static String server(ServerOverview server) {
    return server.address().isEmpty() ? "No address that can be read" : server.address();
  }

  /** Returns the collection in words. */
  static String collection(CollectionOverview collection) {
    String name = collection.name().isEmpty() ? "of unknown name" : collection.name();
    return "Collection " + name + " of database " + collection.database();
  }

  /** Returns the changes that the clock makes next. */
  static String changes(Next next) {
    List<String> changes = new ArrayList<>();
    if (next.loads() > 0) {
      changes.add(counted(next.loads(), "load", "loads"));
    }
    if (next.releases() > 0) {
      changes.add(counted(next.releases(), "release", "releases"));
    }
    return changes.isEmpty() ? "no load or release" : String.join(", ", changes);
  }

  /** Returns for example "is loading (43%), wanted loaded". */
  static String states(Pending pending) {
    String actual =
        switch (pending.actual()) {
          case "NotExist" -> "does not exist";
          case "NotLoad" -> "is not loaded";
          case "Loading" -> "is loading";
          case "Loaded" -> "is loaded";
          default -> "is " + pending.actual();
        };
    String progress =
        pending.progress().isPresent() ? " (" + pending.progress().getAsInt() + "%)" : "";
    String wanted = pending.desired() == RuleState.LOADED ? "loaded" : "released";
    return actual + progress + ", wanted " + wanted + " by rule " + pending.rule();
  }

  /** Returns why a partition is not as wanted, and when the operator acts. */
  static String why(Pending pending) {
    return pending.reason()
        + pending
            .message()
            .filter(message -> !message.isEmpty())
            .map(message -> ": " + message)
            .orElse("")
        + pending.notBefore().map(time -> " Not before " + Times.text(time) + ".").orElse("");
  }

  /** Returns how many partitions are resident. */
  static String resident(Residency residency) {
    return residency.loaded()
        + " of "
        + counted(residency.partitions(), "partition", "partitions")
        + " loaded"
        + (residency.loading() == 0 ? "" : ", " + residency.loading() + " loading");
  }

  /** Returns how many partitions are resident, and with which settings. */
  static String residency(Residency residency) {
    return resident(residency)
        + residency.settings().map(OverviewWords::settings).orElse("")
        + ".";
  }

  private static String settings(LoadSettings settings) {
    return ", with "
        + counted(settings.replicas(), "replica", "replicas")
        + (settings.resourceGroups().isEmpty()
            ? ""
            : " in " + PlainText.of(String.join(", ", settings.resourceGroups())));
  }

  /** Returns the reasons why the partitions of a group are in their state. */
  static String wishes(PartitionGroup group) {
    return group.wishes().isEmpty()
        ? "no rule decides"
        : group.wishes().stream().map(PartitionGroup.Wish::text).collect(joining("; "));
  }

  /** Returns the policies that wait for an approval. */
  static String policies(ApprovalRequest request) {
    return request.policies().stream().map(PolicyName::toString).collect(joining(", "));
  }
}
