package io.milvus.residency.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PolicySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks specs that the schema would refuse; a stored policy may be older than the schema. */
class SpecValidatorTest {

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.256, spec.milvus.uri: a host whose last part begins with a digit must be an IPv4",
    "http://milvus.prod.1, spec.milvus.uri: a host whose last part",
    "http://milvus:99999, spec.milvus.uri: the port must be 1 to 65535",
    "http://a..b, spec.milvus.uri: each part of the host",
    "http://[1::2::3], spec.milvus.uri: the host in brackets",
    "milvus, spec.milvus.uri: must be http://host:port",
  })
  void reportsAddressThatNoServerCanHave(String uri, String problem) {
    assertThat(SpecValidator.problem(spec("milvus: {uri: '%s'}".formatted(uri))).orElseThrow())
        .startsWith(problem);
  }

  @Test
  void reportsParseProblemOfSpec() {
    assertThat(SpecValidator.problem(spec("mode: Turbo")).orElseThrow()).startsWith("spec.mode: ");
  }

  @Test
  void reportsNothingForAValidSpec() {
    assertThat(SpecValidator.problem(spec("milvus: {uri: 'http://[::1]:19530'}"))).isEmpty();
  }

  private static PolicySpec spec(String yaml) {
    return Serialization.unmarshal(yaml, PolicySpec.class);
  }
}
