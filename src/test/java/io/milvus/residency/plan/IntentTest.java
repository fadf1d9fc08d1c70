package io.milvus.residency.plan;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.EffectiveMode;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Safety;
import io.milvus.residency.api.WeeklyWindow;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.Partition;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.rules.PartitionList;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntentTest {

  private static final CollectionId ARTICLES =
      new CollectionId(457123, Instant.parse("2026-11-01T00:00:00Z"));
  private static final ConfigMapKey LIST = new ConfigMapKey("users", "names");

  /** Components that decide nothing about releases, or are in the intent under another name. */
  private static final Set<String> NOT_IN_THE_INTENT =
      Set.of(
          "PolicySpec.milvus",
          "PolicySpec.database",
          "PolicySpec.collection",
          "PolicySpec.mode",
          "PolicySpec.load",
          "PolicySpec.order",
          "PolicySpec.interval",
          "PolicySpec.deletionPolicy",
          "PolicySpec.invalid",
          "Safety.releaseDelay",
          "Safety.maxReleasePerChange",
          "Safety.maxLoaded",
          "Rule.name");

  /** Edits by component: a spec, and the same spec with another value of the component. */
  private static final Map<String, List<String>> EDITS =
      Map.ofEntries(
          Map.entry("PolicySpec.timeZone", List.of("timeZone: UTC", "timeZone: Europe/Berlin")),
          Map.entry(
              "PolicySpec.rules",
              List.of(
                  rule("names: [a]"),
                  "rules: [{name: r, match: {names: [a]}, state: Loaded},"
                      + " {name: s, match: {names: [b]}, state: Loaded}]")),
          Map.entry(
              "PolicySpec.safety", List.of("safety: {minResident: 1}", "safety: {minResident: 3}")),
          Map.entry(
              "Safety.minResident",
              List.of("safety: {minResident: 1}", "safety: {minResident: 2}")),
          Map.entry("Rule.match", List.of(rule("names: [a]"), rule("globs: [a]"))),
          Map.entry("Match.names", List.of(rule("names: [a, b]"), rule("names: ['a,b']"))),
          Map.entry("Match.globs", List.of(rule("globs: ['a*']"), rule("globs: ['a*', b]"))),
          Map.entry(
              "Match.dateFormat", List.of(rule("dateFormat: 'p_%Y'"), rule("dateFormat: 'q_%Y'"))),
          Map.entry(
              "Match.except",
              List.of(rule("globs: ['a*'], except: [ab]"), rule("globs: ['a*'], except: [ac]"))),
          Map.entry("Rule.keepLast", List.of(gate("keepLast: 1"), gate("keepLast: 2"))),
          Map.entry(
              "Rule.during",
              List.of(
                  gate("during: [{from: '07:00', to: '08:00'}]"),
                  gate("during: [{from: '07:00', to: '08:00'}, {from: '09:00', to: '10:00'}]"))),
          Map.entry(
              "WeeklyWindow.days",
              List.of(
                  gate("during: [{days: [Mon], from: '07:00', to: '08:00'}]"),
                  gate("during: [{days: [Tue], from: '07:00', to: '08:00'}]"))),
          Map.entry(
              "WeeklyWindow.from",
              List.of(
                  gate("during: [{from: '07:00', to: '08:00'}]"),
                  gate("during: [{from: '07:30', to: '08:00'}]"))),
          Map.entry(
              "WeeklyWindow.to",
              List.of(
                  gate("during: [{from: '07:00', to: '08:00'}]"),
                  gate("during: [{from: '07:00', to: '08:30'}]"))),
          Map.entry("Rule.listedIn", List.of(gate("keepLast: 1"), gate(listed("users", "names")))),
          Map.entry(
              "ListRef.configMapKeyRef",
              List.of(gate(listed("users", "names")), gate(listed("users", "others")))),
          Map.entry(
              "ConfigMapKey.name",
              List.of(gate(listed("users", "names")), gate(listed("tenants", "names")))),
          Map.entry(
              "ConfigMapKey.key",
              List.of(gate(listed("users", "names")), gate(listed("users", "names2")))),
          Map.entry(
              "Rule.state",
              List.of(
                  "rules: [{name: r, match: {names: [a]}, state: Loaded}]",
                  "rules: [{name: r, match: {names: [a]}, state: Released}]")),
          Map.entry(
              "Rule.otherwise",
              List.of(gate("keepLast: 1"), gate("keepLast: 1, otherwise: Released"))));

  static Stream<String> components() {
    return Stream.of(
            PolicySpec.class,
            Safety.class,
            Rule.class,
            Rule.Match.class,
            Rule.ListRef.class,
            ConfigMapKey.class,
            WeeklyWindow.class)
        .flatMap(
            type ->
                Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .map(name -> type.getSimpleName() + "." + name));
  }

  @ParameterizedTest
  @MethodSource("components")
  void coversOrExemptsEachComponent(String component) {
    assertThat(EDITS.containsKey(component) ^ NOT_IN_THE_INTENT.contains(component))
        .as("%s has to be in exactly one of the two", component)
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("components")
  void changesWithEachCoveredComponent(String component) {
    if (EDITS.containsKey(component)) {
      List<String> edit = EDITS.get(component);

      assertThat(intent(edit.get(0), "")).isNotEqualTo(intent(edit.get(1), ""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order: ReleaseFirst",
        "interval: 1m",
        "load: {replicas: 2}",
        "deletionPolicy: Release",
        "safety: {releaseDelay: 1h, maxLoaded: 3, maxReleasePerChange: 5%}",
        "rules: [{name: renamed, match: {names: [a]}, state: Loaded}]"
      })
  void ignoresWhatDecidesNoRelease(String line) {
    assertThat(intent(line, "")).isEqualTo(intent("", ""));
  }

  @Test
  void dependsOnTheOrderOfRulesButNotOfNames() {
    assertThat(intent(rule("names: [a, b]"), "")).isEqualTo(intent(rule("names: [b, a]"), ""));
    assertThat(
            intent(
                "rules: [{name: r, match: {names: [a]}, state: Loaded},"
                    + " {name: s, match: {names: [b]}, state: Released}]",
                ""))
        .isNotEqualTo(
            intent(
                "rules: [{name: s, match: {names: [b]}, state: Released},"
                    + " {name: r, match: {names: [a]}, state: Loaded}]",
                ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"de en fr|de en", "de en|deen", "2:de|de", "de|-", "de 2:en|de 2 en"})
  void distinguishesLists(String one, String other) {
    String spec = gate(listed("users", "names"));

    assertThat(intent(spec, one.replace(' ', '\n')))
        .isNotEqualTo(intent(spec, other.replace(' ', '\n')));
  }

  @Test
  void distinguishesActingFromProtectingPolicies() {
    assertThat(intent("mode: Enforce", "")).isNotEqualTo(intent("mode: Observe", ""));
    assertThat(intent("mode: Suspended", "")).isEqualTo(intent("mode: Observe", ""));
  }

  @Test
  void approvesExactlyOneTimeAndSetOfPartitions() {
    Instant since = Instant.parse("2026-11-23T10:00:00Z");
    Partition a = partition(1, "a");
    Partition b = partition(2, "b");
    String approval = Intent.approval("v1-1", since, List.of(a, b));

    assertThat(Intent.approval("v1-1", since, List.of(b, a))).isEqualTo(approval);
    assertThat(
            List.of(
                Intent.approval("v1-1", since.plusMillis(1), List.of(a, b)),
                Intent.approval("v1-2", since, List.of(a, b)),
                Intent.approval("v1-1", since, List.of(a)),
                Intent.approval("v1-1", since, List.of(a, partition(3, "b"))),
                Intent.approval("v1-1", since, List.of(partition(1, "ab")))))
        .doesNotContain(approval);
  }

  private static Partition partition(long id, String name) {
    return new Partition(id, name, Instant.EPOCH, LoadState.LOADED, 100);
  }

  private static String intent(String lines, String list) {
    String rules = lines.startsWith("rules") ? "" : rule("names: [a]") + "\n";
    PolicySpec spec = Serialization.unmarshal(rules + lines, PolicySpec.class);
    assertThat(spec.invalid()).isEmpty();
    Set<String> names = list.lines().collect(toSet());
    Claim claim =
        Claim.of(
            new PolicyName("search", "articles"),
            "uid",
            1,
            spec,
            EffectiveMode.of(spec.mode(), Annotations.NONE),
            Optional.empty(),
            Map.of(LIST, new PartitionList(Optional.of(names), Optional.empty())),
            Claim.Recorded.NONE,
            true);
    return Intent.of(List.of(claim), ARTICLES);
  }

  private static String rule(String match) {
    return "rules: [{name: r, match: {" + match + "}, state: Loaded}]";
  }

  private static String gate(String gate) {
    return "rules: [{name: r, match: {dateFormat: 'p_%Y'}, " + gate + ", state: Loaded}]";
  }

  private static String listed(String name, String key) {
    return "listedIn: {configMapKeyRef: {name: " + name + ", key: " + key + "}}";
  }
}
