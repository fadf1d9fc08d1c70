package io.milvus.residency.overview;

import static io.milvus.residency.overview.PolicyObjects.ARTICLES;
import static io.milvus.residency.overview.PolicyObjects.BLOCKED;
import static io.milvus.residency.overview.PolicyObjects.IN_SYNC;
import static io.milvus.residency.overview.PolicyObjects.NOW;
import static io.milvus.residency.overview.PolicyObjects.RUNNING;
import static io.milvus.residency.overview.PolicyObjects.SOURCE;
import static io.milvus.residency.overview.PolicyObjects.overview;
import static io.milvus.residency.overview.PolicyObjects.policy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.api.Reason;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OverviewFactoryTest {

  private static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");

  private static final String UNREACHABLE =
      """
      observedGeneration: 3
      conditions:
        - {type: Ready, status: "False", reason: MilvusUnreachable, message: No answer in 10 s.}
      """;

  private static PolicyOverview only(Overview overview) {
    List<PolicyOverview> policies = overview.policies().toList();
    assertThat(policies).hasSize(1);
    return policies.get(0);
  }

  @Test
  void groupsPoliciesByAddressAndCollection() {
    String alias = ARTICLES.replace("collection: articles", "collection: current");
    String elsewhere = ARTICLES.replace("http://milvus:", "http://other.example:");

    Overview overview =
        overview(
            policy("by-name", ARTICLES, IN_SYNC),
            policy("by-alias", alias.replace("milvus:19530", "MILVUS.search.svc"), IN_SYNC),
            policy("lost", ARTICLES, UNREACHABLE),
            policy("elsewhere", elsewhere, IN_SYNC));

    assertThat(overview.servers())
        .extracting(ServerOverview::address)
        .containsExactly("http://milvus.search.svc:19530", "http://other.example:19530");
    assertThat(overview.collections())
        .extracting(CollectionOverview::name)
        .containsExactly("articles", "articles");
    assertThat(overview.servers().get(0).collections().get(0).policies())
        .extracting(policy -> policy.policy().name())
        .as("the most pressing first")
        .containsExactly("lost", "by-alias", "by-name");
  }

  @Test
  void givesTheCommandThatApprovesBlockedReleasesOnce() {
    Overview overview =
        overview(
            policy("cleanup", ARTICLES, BLOCKED),
            policy("again", ARTICLES, BLOCKED),
            policy("calm", ARTICLES, IN_SYNC));

    List<ApprovalRequest> approvals =
        overview.collections().flatMap(c -> c.approvals().stream()).toList();
    assertThat(approvals).hasSize(1);
    assertThat(approvals.get(0).releases()).isEqualTo(5);
    assertThat(approvals.get(0).policies()).hasSize(2);
    assertThat(approvals.get(0).command())
        .isEqualTo(
            "kubectl annotate --overwrite plp again -n search"
                + " --context test residency.milvus.io/approve=093d6474fcce1ac6");
    assertThat(overview.needsPeople()).isTrue();
  }

  @Test
  void countsOnlyReleasesThatStillWait() {
    String started =
        BLOCKED
            + "change: {intent: x, since: \"2026-11-27T09:00:00Z\", resident: 20, released: 2}\n";

    assertThat(
            overview(policy("cleanup", ARTICLES, started))
                .collections()
                .flatMap(c -> c.approvals().stream())
                .map(ApprovalRequest::releases))
        .containsExactly(3);
  }

  @Test
  void givesNoCommandThatAShellWouldMisread() {
    Overview overview =
        overview(policy("cleanup", ARTICLES, BLOCKED.replace("093d6474fcce1ac6", "'1; rm x'")));

    assertThat(overview.collections().flatMap(c -> c.approvals().stream())).isEmpty();
    assertThat(only(overview).state().attention()).isEqualTo(Attention.ACTION);
  }

  @Test
  void givesNoCommandFromAStatusThatIsBehind() {
    PartitionLoadPolicy policy = policy("cleanup", ARTICLES, BLOCKED);
    policy.getMetadata().setGeneration(4L);

    Overview overview = overview(policy);

    assertThat(overview.collections().flatMap(c -> c.approvals().stream())).isEmpty();
    assertThat(only(overview).state().attention()).isEqualTo(Attention.UNKNOWN);
    assertThat(only(overview).doubts())
        .containsExactly(
            "The status describes generation 3 of the policy, which is at 4: the operator has not"
                + " handled the last edit.");
  }

  @Test
  void doubtsAStatusWhoseNextChangeIsOver() {
    String late = IN_SYNC + "next: {time: \"2026-11-27T09:30:00Z\", loads: 1, releases: 0}\n";

    PolicyOverview policy = only(overview(policy("articles", ARTICLES, late)));

    assertThat(policy.state().attention()).isEqualTo(Attention.UNKNOWN);
    assertThat(policy.doubts())
        .containsExactly(
            "The status expects a change at 2026-11-27T09:30:00Z, 30 min ago: the operator has not"
                + " reported since.");
  }

  @Test
  void doubtsAStatusWithoutTheLastRequest() {
    PartitionLoadPolicy policy = policy("articles", ARTICLES, IN_SYNC);
    policy.getMetadata().setAnnotations(Map.of(Annotations.REQUESTED_AT, "now"));

    assertThat(only(overview(policy)).doubts()).hasSize(1);

    policy.setStatus(policy("a", ARTICLES, IN_SYNC + "lastHandledReconcileAt: now\n").getStatus());

    assertThat(only(overview(policy)).doubts()).isEmpty();
  }

  @Test
  void saysThatNoOperatorHasReported() {
    PolicyOverview policy = only(overview(policy("articles", ARTICLES, "")));

    assertThat(policy.state().attention()).isEqualTo(Attention.UNKNOWN);
    assertThat(policy.state().message()).startsWith("No operator has reported on this policy");
    assertThat(policy.doubts()).isEmpty();
  }

  @Test
  void showsUnreadablePoliciesBesideTheOthers() {
    String turbo = ARTICLES + "mode: Turbo\n";
    String refused = IN_SYNC.replace("InSync", "InvalidSpec").replace("\"True\"", "\"False\"");

    Overview overview =
        overview(
            policy("turbo", turbo, refused),
            policy("newer-operator", turbo, IN_SYNC),
            policy("broken-status", ARTICLES, "summary: nonsense\n"),
            policy("calm", ARTICLES, IN_SYNC));

    Map<String, PolicyOverview> policies =
        overview.policies().collect(toMap(p -> p.policy().name(), p -> p));
    assertThat(policies.get("turbo").state().attention()).isEqualTo(Attention.ACTION);
    assertThat(policies.get("turbo").doubts()).isEmpty();
    assertThat(policies.get("turbo").declared().mode()).isEmpty();
    assertThat(policies.get("newer-operator").state().attention()).isEqualTo(Attention.SETTLED);
    assertThat(policies.get("newer-operator").doubts().get(0))
        .startsWith("This version of residency can't read the policy: spec.mode");
    assertThat(policies.get("broken-status").state().attention()).isEqualTo(Attention.UNKNOWN);
    assertThat(policies.get("calm").state().attention()).isEqualTo(Attention.SETTLED);
    assertThat(overview.collections()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void asksForActionExactlyWhereTheOperatorIsStalled(Reason reason) {
    String status = IN_SYNC.replace("InSync", reason.toString());

    assertThat(only(overview(policy("articles", ARTICLES, status))).state().attention())
        .matches(
            attention -> (attention == Attention.ACTION) == (reason.kind() == Reason.Kind.STALLED))
        .matches(
            attention -> (attention == Attention.SETTLED) == (reason.kind() == Reason.Kind.READY));
  }

  @Test
  void explainsResidentPartitionsByTheRules() {
    ObservedCollection seen = observed(new CollectionId(450, CREATED));

    Overview overview = withMilvus(seen, policy("articles", ARTICLES, IN_SYNC));

    var residency = overview.collections().findFirst().orElseThrow().residency().orElseThrow();
    assertThat(residency.loaded()).isEqualTo(3);
    assertThat(residency.groups())
        .extracting(group -> group.state() + " " + group.partitions(), OverviewWords::wishes)
        .containsExactly(
            tuple("Loaded [_default]", "no rule decides"),
            tuple("Loaded [p_1]", "wanted loaded by search/articles (rule serving)"),
            tuple("Loaded [p_3]", "wanted released by search/articles (rule old)"),
            tuple("Loading [p_2 (40%)]", "wanted loaded by search/articles (rule serving)"));
  }

  @Test
  void takesNoOtherCollectionOfTheSameNameForTheOneOfThePolicies() {
    ObservedCollection other = observed(new CollectionId(451, CREATED));

    Overview overview = withMilvus(other, policy("articles", ARTICLES, IN_SYNC));

    assertThat(overview.collections().findFirst().orElseThrow().residency()).isEmpty();
  }

  private static ObservedCollection observed(CollectionId id) {
    return new ObservedCollection(
        id,
        "articles",
        false,
        List.of(
            new Partition(1, "_default", CREATED, LoadState.LOADED, 100),
            new Partition(2, "p_1", CREATED, LoadState.LOADED, 100),
            new Partition(3, "p_2", CREATED, LoadState.LOADING, 40),
            new Partition(4, "p_3", CREATED, LoadState.LOADED, 100)),
        Optional.of(new LoadSettings(2, List.of("hot"))));
  }

  private static Overview withMilvus(ObservedCollection seen, PartitionLoadPolicy policy) {
    MilvusObservation milvus =
        new MilvusObservation(Optional.empty(), Map.of(seen.id(), seen), List.of());
    return new OverviewFactory(NOW, SOURCE, RUNNING, milvus, "").overview(List.of(policy));
  }

  @Test
  void infersTheHealthOfMilvusFromTheStatuses() {
    assertThat(health(IN_SYNC)).startsWith("Answered the operator");
    assertThat(health(UNREACHABLE))
        .isEqualTo("Fails for 1 of 1 policy, MilvusUnreachable: No answer in 10 s.");
    assertThat(health("")).startsWith("Not known");
  }

  private static String health(String status) {
    return overview(policy("articles", ARTICLES, status)).servers().get(0).health();
  }

  @Test
  void warnsWhereNoOperatorRuns() {
    assertThat(RUNNING.notice(NOW).warning()).isFalse();
    assertThat(RUNNING.notice(NOW.plus(Duration.ofHours(3))))
        .matches(Notice::warning)
        .extracting(Notice::text)
        .asString()
        .contains("has not renewed its Lease since 2026-11-27T09:59:57Z (3 h ago)");
    assertThat(new OperatorState.Absent().notice(NOW).warning()).isTrue();
    assertThat(new OperatorState.Elected("x", Optional.empty()).notice(NOW).warning()).isTrue();
    assertThat(new OperatorState.NotKnown("forbidden").notice(NOW).warning()).isFalse();
  }

  @Test
  void warnsWhereOneOfSeveralOperatorsDoesNotRun() {
    OperatorState.Elected living = new OperatorState.Elected("a", Optional.of(NOW.minusSeconds(3)));
    OperatorState.Elected dead =
        new OperatorState.Elected("b", Optional.of(NOW.minus(Duration.ofHours(1))));
    OperatorState.Elected ended = new OperatorState.Elected("c", Optional.empty());

    assertThat(new OperatorState.Several(List.of(living, living)).notice(NOW).warning()).isFalse();
    assertThat(new OperatorState.Several(List.of(living, dead, ended)).notice(NOW))
        .matches(Notice::warning)
        .extracting(Notice::text)
        .asString()
        .containsSubsequence(
            "The operator in namespace b has not renewed its Lease",
            "The operator in namespace c has ended",
            "The operator in namespace a runs.");
  }
}
