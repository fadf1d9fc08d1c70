package io.milvus.residency.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads and writes policies as the operator's client does. */
class PolicyJsonTest {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  @Test
  void fillsInDefaultsOfOmittedFields() {
    PolicySpec spec = spec("");

    assertThat(spec.invalid()).isEmpty();
    assertThat(spec.mode()).isEqualTo(Mode.ENFORCE);
    assertThat(spec.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.safety()).isEqualTo(Safety.DEFAULT);
    assertThat(spec.load()).isEqualTo(LoadSpec.KEEP);
    assertThat(spec.milvus().credentialsSecretRef()).isEmpty();
  }

  @Test
  void fillsInDefaultsOfOmittedLoadFields() {
    assertThat(spec("load: {}").load()).isEqualTo(LoadSpec.KEEP);
    assertThat(spec("load: {replicas: 2, priority: Low}").load())
        .isEqualTo(
            new LoadSpec(
                OptionalInt.of(2), List.of(), SettingsSource.COLLECTION, LoadPriority.LOW));
    assertThat(spec("load: {settings: Server}").load().leftToServer()).isTrue();
  }

  @Test
  void fillsInDefaultsOfOmittedSafetyFields() {
    assertThat(spec("safety: {releaseDelay: 1m30s}").safety())
        .isEqualTo(new Safety(Duration.ofSeconds(90), 1, new Percent(25), OptionalInt.empty()));
    assertThat(spec("safety: {minResident: 0}").safety())
        .isEqualTo(new Safety(Duration.ofMinutes(5), 0, new Percent(25), OptionalInt.empty()));
    assertThat(spec("safety: null").safety()).isEqualTo(Safety.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mode: Turbo                  | spec.mode: "Turbo" is not one of Enforce, Observe, Suspended
          mode: true                   | spec.mode: must be text
          spread: 3                    | spec.spread: is unknown to this version of the operator
          timeZone: Mars/Olympus       | spec.timeZone: "Mars/Olympus" is not a time zone known to this operator (time zone database 20
          timeZone: UTC+1              | spec.timeZone: "UTC+1" is not a time zone
          timeZone: 5                  | spec.timeZone: must be text
          safety: {minResident: 1.5}   | spec.safety.minResident: "1.5" must be a whole number
          load: {replicas: 2.5}        | spec.load.replicas: "2.5" must be a whole number
          load: {settings: server}     | spec.load.settings: "server" is not one of Collection, Server
          load: {priority: 1}          | spec.load.priority: "1" is not one of High, Low
          interval: soon               | spec.interval: "soon" must be whole numbers with the units
          load: {replicas: "2"}        | spec.load.replicas: must be a whole number
          load: {resourceGroups: hot}  | spec.load.resourceGroups: must be a list
          load: {resourceGroups: [1]}  | spec.load.resourceGroups[0]: "1" must be text
          load: 2                      | spec.load: must be an object
          safety: {minResident: [1]}   | spec.safety.minResident: must be a whole number
          """)
  void marksSpecThatCannotBeParsedAsInvalid(String line, String message) {
    PolicySpec spec = spec(line);

    assertThat(spec.invalid().orElseThrow()).startsWith(message).doesNotContain("\n");
    assertThat(spec.rules()).as("rules to act on").isEmpty();
    assertThat(spec.collection()).as("the collection is still known").isEqualTo("articles");
    assertThat(spec.milvus().uri()).isEqualTo("http://milvus:19530");
  }

  /** The API server returns 3 for 3.0, but other sources of a spec may not. */
  @ParameterizedTest
  @CsvSource({"3.0, 3", "1e2, 100", "3, 3"})
  void readsNumbersWithoutFractionAsWhole(String written, int number) {
    PolicySpec spec = spec("safety: {minResident: %s, maxLoaded: %<s}".formatted(written));

    assertThat(spec.invalid()).isEmpty();
    assertThat(spec.safety().minResident()).isEqualTo(number);
    assertThat(spec.safety().maxLoaded()).hasValue(number);
  }

  @Test
  void readsZonesThatJavaLacks() {
    PartitionLoadPolicy policy = policy("timeZone: EST");

    assertThat(policy.getSpec().invalid()).isEmpty();
    assertThat(JSON.clone(policy).getSpec()).isEqualTo(policy.getSpec());
  }

  @Test
  void keepsSpecWhenCloned() {
    PartitionLoadPolicy whole =
        policy(
            "mode: Observe\n  load: {replicas: 2}\n  safety: {releaseDelay: 1h, minResident: 0}");
    PartitionLoadPolicy broken = policy("mode: Turbo");

    assertThat(JSON.clone(whole).getSpec()).isEqualTo(whole.getSpec());
    assertThat(JSON.clone(broken).getSpec()).isEqualTo(broken.getSpec());
  }

  @Test
  void readsStatusAsItWasWritten() {
    PartitionLoadPolicy policy = policy("");
    policy.setStatus(
        new PolicyStatus(
            3,
            Optional.of(
                new PolicyStatus.GovernedCollection(
                    "457123", Instant.parse("2026-11-01T00:00:00.123Z"), "articles")),
            Optional.of("v1-9f31c07a"),
            Optional.of(
                new PolicyStatus.Change(
                    "v1-9f31c07a", Instant.parse("2026-11-22T10:00:00.123Z"), 1650, 3)),
            Optional.of(new PolicyStatus.Blocked(412, Optional.of("5b20e6f1"))),
            Optional.empty(),
            List.of(
                new PolicyStatus.Pending(
                    "de",
                    RuleState.LOADED,
                    "Loading",
                    "serving",
                    Reason.LOADING,
                    Optional.empty(),
                    OptionalInt.of(50),
                    Optional.empty())),
            Optional.of(new PolicyStatus.Next(Instant.parse("2026-11-23T00:00:00Z"), 1, 2)),
            Optional.of("now"),
            List.of()));

    String json = JSON.asJson(policy);

    assertThat(json)
        .contains("\"created\":\"2026-11-01T00:00:00.123Z\"", "\"reason\":\"Loading\"")
        .doesNotContain("null");
    assertThat(JSON.clone(policy).getStatus()).isEqualTo(policy.getStatus());
  }

  @Test
  void dropsStatusThatCannotBeRead() {
    PartitionLoadPolicy policy =
        JSON.unmarshal(
            """
            apiVersion: residency.milvus.io/v1alpha1
            kind: PartitionLoadPolicy
            metadata: {name: articles}
            status: {observedGeneration: often}
            """,
            PartitionLoadPolicy.class);

    assertThat(policy.getStatus()).isEqualTo(PolicyStatus.EMPTY);
  }

  private static PolicySpec spec(String lines) {
    return policy(lines).getSpec();
  }

  private static PartitionLoadPolicy policy(String lines) {
    return JSON.unmarshal(
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: articles, namespace: search}
        spec:
          milvus: {uri: "http://milvus:19530"}
          collection: articles
          rules: [{name: serving, match: {names: [de]}, state: Loaded}]
          %s
        """
            .formatted(lines),
        PartitionLoadPolicy.class);
  }
}
