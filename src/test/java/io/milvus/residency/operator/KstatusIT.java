package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.api.Reason;
import io.milvus.residency.plan.PassOutcome;
import io.milvus.residency.report.StatusFactory;
import io.milvus.residency.testkit.Kstatus;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The status that Flux, kpt and others compute of policies, by the rules of kstatus. */
@ExtendWith(RealParts.Extension.class)
class KstatusIT {

  private static final String MANIFEST =
      """
      apiVersion: residency.milvus.io/v1alpha1
      kind: PartitionLoadPolicy
      metadata: {name: %s, namespace: %s}
      """;
  private static final String SPEC =
      """
      milvus: {uri: "%s"}
      collection: %s
      rules:
        - {name: serving, match: {names: [%s]}, state: Loaded}
        - {name: rest, match: {globs: ["*"]}, state: %s}
      %s
      """;

  private static Map<String, String> statuses(RealParts parts, String namespace) {
    return Kstatus.of(parts.kube().kubectl("get", "plp", "-n", namespace, "-o", "json").checked());
  }

  @Test
  void agreesOnEveryReason(RealParts parts) {
    String namespace = parts.createNamespace();
    Map<String, String> expected = new TreeMap<>();
    for (Reason reason : Reason.values()) {
      String name = reason.toString().toLowerCase(Locale.ROOT);
      String policy = MANIFEST.formatted(name, namespace);
      String spec = SPEC.formatted("http://milvus", "articles", "de", "Ignored", "").indent(2);
      parts.kube().apply(policy + "spec:\n" + spec).checked();
      expected.put(name, "InProgress");
    }
    assertThat(statuses(parts, namespace)).as("new policies").isEqualTo(expected);

    for (Reason reason : Reason.values()) {
      String name = reason.toString().toLowerCase(Locale.ROOT);
      writeStatus(parts, MANIFEST.formatted(name, namespace), reason);
      expected.put(
          name,
          switch (reason.kind()) {
            case READY -> "Current";
            case RECONCILING -> "InProgress";
            case STALLED -> "Failed";
          });
    }
    assertThat(statuses(parts, namespace)).as("reported policies").isEqualTo(expected);

    String edit = "{\"spec\": {\"interval\": \"1m\"}}";
    expected.replaceAll((name, status) -> "InProgress");
    for (String name : expected.keySet()) {
      parts.kube().kubectl("patch", "plp", name, "-n", namespace, "--type=merge", "-p", edit);
    }
    assertThat(statuses(parts, namespace)).as("edited policies").isEqualTo(expected);
  }

  /** Writes a status of the first generation as the operator does. */
  private static void writeStatus(RealParts parts, String policy, Reason reason) {
    PolicyStatus status =
        StatusFactory.status(
            PolicyStatus.EMPTY,
            1,
            EffectiveMode.of(Mode.ENFORCE, Annotations.NONE),
            Annotations.NONE,
            new PassOutcome.Failed(reason, "A message."),
            Instant.parse("2026-11-27T10:00:00Z"));
    String options = "--server-side --force-conflicts --subresource=status";
    String fields = "status: " + Serialization.asJson(status);
    parts
        .kube()
        .apply(
            policy + fields,
            Stream.concat(Stream.of(options.split(" ")), Stream.of("--field-manager=residency"))
                .toArray(String[]::new))
        .checked();
  }

  @Test
  void agreesOnWhatTheOperatorReports(RealParts parts) {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        MilvusUser user = new MilvusUser(milvus.uri());
        OperatorFixture operator = new OperatorFixture(parts)) {
      for (String collection : new String[] {"good", "blocked", "paused"}) {
        user.createCollection(collection, "de", "en", "fr");
        user.load(collection, "de", "en", "fr");
      }
      String uri = milvus.uri();
      operator.apply("good", SPEC.formatted(uri, "good", "de", "Ignored", ""));
      operator.apply("missing", SPEC.formatted(uri, "good", "no", "Ignored", ""));
      operator.apply("blocked", SPEC.formatted(uri, "blocked", "de", "Released", ""));
      operator.apply("paused", SPEC.formatted(uri, "paused", "de", "Released", "mode: Suspended"));
      operator.awaitReason("good", "InSync");
      operator.awaitReason("missing", "PartitionNotFound");
      operator.awaitReason("blocked", "ReleaseBlocked");
      operator.awaitReason("paused", "Suspended");

      assertThat(statuses(parts, operator.namespace()))
          .isEqualTo(
              Map.of(
                  "good", "Current",
                  "missing", "InProgress",
                  "blocked", "Failed",
                  "paused", "Current"));

      operator.apply(
          "good", SPEC.formatted(uri, "good", "de", "Ignored", "deletionPolicy: Release"));
      OperatorFixture.soon("the policy has a finalizer")
          .until(() -> !operator.policy("good").getMetadata().getFinalizers().isEmpty());
      operator.stopOperator();
      operator.delete("good");
      assertThat(statuses(parts, operator.namespace())).containsEntry("good", "Terminating");
      operator.startOperator();
      OperatorFixture.soon("the policy is gone").until(() -> operator.policy("good") == null);
    }
  }
}
