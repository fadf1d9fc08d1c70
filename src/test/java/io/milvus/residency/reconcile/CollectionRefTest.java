package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.PolicySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectionRefTest {

  @ParameterizedTest
  @CsvSource({
    "http://milvus, http://MILVUS:19530",
    "http://milvus, http://milvus.search.svc",
    "https://milvus.prod.svc, https://Milvus.Prod.svc:443",
    "http://localhost:19530, http://LOCALHOST",
    "http://[::1], http://[0:0:0:0:0:0:0:1]:19530",
    "http://10.0.0.7, http://[::ffff:a00:7]:19530",
  })
  void treatsSpellingsOfOneAddressAsEqual(String one, String other) {
    assertThat(of(one)).isEqualTo(of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "http://milvus, https://milvus:19530",
    "http://milvus, http://milvus:19531",
    "http://milvus, http://milvus.other.svc",
    "http://[::1], http://[::2]",
  })
  void distinguishesAddresses(String one, String other) {
    assertThat(of(one)).isNotEqualTo(of(other));
  }

  @Test
  void keepsInvalidAddressAsWritten() {
    assertThat(of("http://a..b").connection().uri()).isEqualTo("http://a..b");
  }

  private static CollectionRef of(String uri) {
    PolicySpec spec =
        Serialization.unmarshal(
            "milvus: {uri: '%s'}\ncollection: articles".formatted(uri), PolicySpec.class);
    return CollectionRef.of(spec, "search");
  }
}
