package io.milvus.residency.rules;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GateTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final PartitionList LIST = PartitionList.read("users", "p_20261123");

  /** The components of a rule that are not gates. */
  private static final Set<String> NO_GATES = Set.of("name", "match", "state", "otherwise");

  private static final Map<String, String> SAMPLES =
      Map.of(
          "keepLast", "keepLast: 2",
          "during", "during: [{from: '07:00', to: '20:00'}]",
          "listedIn", "listedIn: {configMapKeyRef: {name: users, key: names}}");

  static Stream<String> gates() {
    return Stream.of(Rule.class.getRecordComponents())
        .map(RecordComponent::getName)
        .filter(name -> !NO_GATES.contains(name));
  }

  @ParameterizedTest
  @MethodSource("gates")
  void createsOneGateForEachComponentOfARule(String component) {
    assertThat(SAMPLES).as("an example of each gate").containsKey(component);
    Rule rule = rule(SAMPLES.get(component));

    assertThat(rule.gated()).isTrue();
    assertThat(gates(rule)).hasSize(1);
  }

  @Test
  void createsEachKindOfGate() {
    Set<Class<?>> made =
        gates()
            .flatMap(component -> gates(rule(SAMPLES.get(component))).stream())
            .map(Object::getClass)
            .collect(toSet());

    assertThat(made).isEqualTo(Set.of(Gate.class.getPermittedSubclasses()));
  }

  @Test
  void createsNoGateForARuleWithoutConditions() {
    Rule rule = rule("otherwise: null");

    assertThat(rule.gated()).isFalse();
    assertThat(gates(rule)).isEmpty();
  }

  @Test
  void namesTheTimeAtWhichEachKeptBucketIsDropped() {
    Gate gate = gates(rule(SAMPLES.get("keepLast"))).get(0);

    assertThat(lets(gate)).containsExactlyInAnyOrder(22, 23, 24);
    assertThat(changesAt(gate, bucket(21))).isEmpty();
    assertThat(changesAt(gate, bucket(22))).contains(Instant.parse("2026-11-24T00:00:00Z"));
    assertThat(changesAt(gate, bucket(23))).contains(Instant.parse("2026-11-25T00:00:00Z"));
    assertThat(changesAt(gate, bucket(24))).contains(Instant.parse("2026-11-26T00:00:00Z"));
  }

  @Test
  void namesNoTimeThatTheApiServerRefuses() {
    Gate gate = gates(rule(SAMPLES.get("keepLast"))).get(0);
    DateFormat format = DateFormat.of("p_%Y%m%d");

    assertThat(changesAt(gate, format.parse("p_99991230"))).isEmpty();
    assertThat(changesAt(gate, format.parse("p_99991229")))
        .contains(Instant.parse("9999-12-31T00:00:00Z"));
  }

  @Test
  void neverChangesAListByTheClock() {
    Gate gate = gates(rule(SAMPLES.get("listedIn"))).get(0);

    assertThat(lets(gate)).containsExactly(23);
    assertThat(changesAt(gate, bucket(23))).isEmpty();
  }

  private static Set<Integer> lets(Gate gate) {
    return Stream.of(20, 21, 22, 23, 24)
        .filter(day -> gate.lets("p_202611" + day, bucket(day)))
        .collect(toSet());
  }

  private static Optional<Instant> changesAt(Gate gate, Optional<DateBucket> bucket) {
    return gate.changesAt(bucket, Instant.MAX);
  }

  private static Optional<DateBucket> bucket(int day) {
    return DateFormat.of("p_%Y%m%d").parse("p_202611" + day);
  }

  private static List<Gate> gates(Rule rule) {
    return Gate.of(
        rule,
        rule.match().dateFormat().map(DateFormat::of),
        rule.listedIn().map(ref -> LIST),
        ZoneOffset.UTC,
        NOW);
  }

  private static Rule rule(String gate) {
    PolicySpec spec =
        Serialization.unmarshal(
            "rules: [{name: r, match: {dateFormat: 'p_%Y%m%d'}, state: Loaded, " + gate + "}]",
            PolicySpec.class);
    assertThat(spec.invalid()).isEmpty();
    return spec.rules().get(0);
  }
}
