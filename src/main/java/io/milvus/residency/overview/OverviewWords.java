package io.milvus.residency.overview;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.overview.CollectionOverview.Residency;
import io.milvus.residency.overview.PartitionGroup.Wish;
import io.milvus.residency.rules.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The words of an overview, which its table and its page share. */
final class OverviewWords {

  private OverviewWords() {}

  /** Returns the number of policies, as in "2 policies on 1 collection (needs action: 2)". */
  static String totals(Overview overview) {
    long policies = overview.policies().count();
    if (policies == 0) {
      return "There are no policies in " + overview.source().scope() + ".";
    }
    String counts =
        overview.counts().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(joining(", "));
    return counted(policies, "policy", "policies")
        + " on "
        + counted(overview.collections().count(), "collection", "collections")
        + " ("
        + counts
        + ").";
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
    return resident(residency) + residency.settings().map(OverviewWords::settings).orElse("") + ".";
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
    String wishes =
        Stream.of(Want.values())
            .map(want -> wishes(want, group.wishes()))
            .filter(text -> !text.isEmpty())
            .collect(joining("; "));
    return wishes.isEmpty() ? "no rule decides" : wishes;
  }

  private static String wishes(Want want, List<Wish> wishes) {
    String policies =
        wishes.stream()
            .filter(wish -> wish.want() == want)
            .map(wish -> wish.policy() + " (rule " + wish.rule() + ")")
            .collect(joining(", "));
    String words =
        switch (want) {
          case LOADED -> "wanted loaded by ";
          case RELEASED -> "wanted released by ";
          case IGNORED -> "left alone by ";
          case FROZEN -> "as a list says that is not read here: ";
        };
    return policies.isEmpty() ? "" : words + policies;
  }

  /** Returns the policies that wait for an approval. */
  static String policies(ApprovalRequest request) {
    return request.policies().stream().map(PolicyName::toString).collect(joining(", "));
  }
}
