package io.milvus.residency.operator;

import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.operator.LifeJournal.Version;
import io.milvus.residency.operator.PolicySet.Entry;
import io.milvus.residency.testkit.KubeServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Authors of policies and lists, who approve blocked releases and keep a journal. */
final class PolicyAuthors {

  /** The ConfigMap with the list that rules refer to. */
  static final String LIST = "names";

  private final KubeServer kube;
  private final OperatorFixture operator;
  private final LifeJournal journal;
  private final LifeStory story;
  private final Function<WrittenPolicy, String> yaml;
  private final Map<String, List<WrittenPolicy>> earlier = new HashMap<>();
  private int born;

  /**
   * Nobody has written anything yet.
   *
   * @param yaml the spec of a policy
   */
  PolicyAuthors(
      KubeServer kube,
      OperatorFixture operator,
      LifeJournal journal,
      LifeStory story,
      Function<WrittenPolicy, String> yaml) {
    this.kube = kube;
    this.operator = operator;
    this.journal = journal;
    this.story = story;
    this.yaml = yaml;
  }

  void write(WrittenPolicy policy) {
    story.add(policy.toString());
    born++;
    journal.begin(Instant.now(), journal.last().with(policy, born));
    operator.apply(policy.name(), yaml.apply(policy));
    ObjectMeta written = operator.policy(policy.name()).getMetadata();
    journal.wrote(policy.name(), new Version(written.getUid(), written.getGeneration()));
    List<WrittenPolicy> texts = earlier.computeIfAbsent(policy.name(), name -> new ArrayList<>());
    texts.remove(policy);
    texts.add(policy);
  }

  /** Returns the earlier versions of a policy, the latest last, without the present one. */
  List<WrittenPolicy> earlier(String policy) {
    return earlier.getOrDefault(policy, List.of()).stream()
        .filter(text -> now(policy).filter(text::equals).isEmpty())
        .toList();
  }

  Optional<WrittenPolicy> now(String policy) {
    return journal.last().get(policy).map(Entry::text);
  }

  void delete(String policy) {
    story.add("delete " + policy);
    journal.begin(Instant.now(), journal.last().without(Set.of(policy)));
    operator.delete(policy);
  }

  /** Puts a policy on hold, or takes that back. */
  void hold(String policy, boolean hold) {
    if (now(policy).isPresent()) {
      story.add((hold ? "hold " : "no more hold of ") + policy);
      journal.begin(Instant.now(), journal.last().hold(policy, hold));
      annotate(policy, Annotations.HOLD, hold ? "\"\"" : "null");
    }
  }

  /** Takes back that a policy is on hold, if it is. */
  void resume(String policy) {
    if (journal.last().get(policy).filter(Entry::held).isPresent()) {
      hold(policy, false);
    }
  }

  /** Approves all that is blocked, and leaves the annotations there. */
  void approve() {
    journal.last().entries().keySet().stream().sorted().forEach(this::approve);
  }

  /** Returns whether the operator reports a blocked edit for the present version of a policy. */
  boolean blocked() {
    return journal.last().entries().keySet().stream()
        .anyMatch(policy -> reason(policy).equals(Reason.RELEASE_BLOCKED.toString()));
  }

  /** Returns the operator's report on the present version of a policy; empty if there is none. */
  String reason(String policy) {
    return now(policy).isPresent() ? operator.reason(policy) : "";
  }

  private void approve(String policy) {
    List<PartitionLoadPolicy> all = policies().list().getItems();
    all.stream()
        .filter(p -> p.getMetadata().getName().equals(policy))
        .flatMap(p -> ApprovalRequest.of(p, all).stream())
        .forEach(
            request -> {
              story.add("approve " + policy + " " + request);
              journal.approved(Instant.now(), request.partitions());
              annotate(policy, Annotations.APPROVE, '"' + request.approval() + '"');
            });
  }

  /** Returns the present report. */
  String statuses() {
    return journal.last().entries().keySet().stream()
        .map(policy -> policy + ": " + operator.policy(policy).getStatus())
        .collect(joining("\n"));
  }

  private void annotate(String policy, String annotation, String value) {
    policies()
        .withName(policy)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(annotation, value));
  }

  private NonNamespaceOperation<
          PartitionLoadPolicy,
          KubernetesResourceList<PartitionLoadPolicy>,
          Resource<PartitionLoadPolicy>>
      policies() {
    return kube.admin().resources(PartitionLoadPolicy.class).inNamespace(operator.namespace());
  }

  /** Writes the list. */
  void list(Set<String> names) {
    WrittenList list = new WrittenList(names, true);
    story.add(list.toString());
    journal.begin(Instant.now(), journal.last().with(list));
    operator.list(LIST, new TreeSet<>(names).toArray(String[]::new));
  }

  /** Writes a line into the list that can be no name. */
  void spoilList() {
    WrittenList list = journal.last().list();
    story.add("a list that is none");
    journal.begin(Instant.now(), journal.last().with(list.lost()));
    operator.list(LIST, "u_1, u_2", "t_1");
  }

  /** Deletes the ConfigMap with the list. */
  void loseList() {
    story.add("no list");
    journal.begin(Instant.now(), journal.last().with(journal.last().list().lost()));
    kube.admin().configMaps().inNamespace(operator.namespace()).withName(LIST).delete();
  }

  /** A backup puts something into the status of a policy. */
  void disturb(String policy) {
    if (now(policy).isPresent()) {
      story.add("foreign status of " + policy);
      kube.apply(
              FOREIGN.formatted(policy, operator.namespace()),
              "--server-side",
              "--force-conflicts",
              "--subresource=status",
              "--field-manager=backup")
          .checked();
    }
  }

  private static final String FOREIGN =
      """
      apiVersion: residency.milvus.io/v1alpha1
      kind: PartitionLoadPolicy
      metadata: {name: %s, namespace: %s}
      status:
        blocked: {releases: 3}
        settledIntent: v1-0011
        conditions:
          - {type: Foo, status: "True", reason: Bar, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
      """;
}
