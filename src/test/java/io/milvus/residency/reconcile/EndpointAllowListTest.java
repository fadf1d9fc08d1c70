package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAllowListTest {

  @ParameterizedTest
  @CsvSource({
    "milvus.prod.svc, http://milvus.prod.svc",
    "milvus.prod.svc, http://milvus.prod.svc:9999",
    "milvus.prod.svc:19530, http://milvus.prod.svc",
    "milvus.prod.svc:443, https://milvus.prod.svc",
    "*.prod.svc, http://milvus.prod.svc:19530",
    "Milvus.Prod.svc, http://milvus.PROD.svc:19530",
    "10.0.0.?:19530, http://10.0.0.7:19530",
    "[::1]:19530, http://[::1]",
    "[::1], http://[::1]:19531",
    "[0:0:0:0:0:0:0:1]:19530, http://[::1]:19530",
    "[FD00::7], http://[fd00:0:0:0:0:0:0:7]",
    "[::ffff:a00:7], http://10.0.0.7",
    "10.0.0.7, http://[::ffff:a00:7]",
    "milvus:00080, http://milvus:80",
    "localhost, http://LOCALHOST",
    "*:19530, http://[::1]",
    "*, http://anything:1",
  })
  void allowsMatchingAddress(String pattern, String uri) {
    assertThat(new EndpointAllowList(List.of("other.host", pattern)).allow(uri)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "milvus.prod.svc, http://milvus.prod.svc.evil.com:19530",
    "milvus.prod.svc, http://xmilvus.prod.svc:19530",
    "milvus.prod.svc:19530, http://milvus.prod.svc:9091",
    "milvus.prod.svc:19530, https://milvus.prod.svc",
    "*.prod.svc, http://milvus.test.svc:19530",
    "*.prod.svc, http://prod.svc:19530",
    "[::1], http://[::2]",
    "[::1]:19530, http://[::1]:19531",
  })
  void refusesOtherAddress(String pattern, String uri) {
    assertThat(new EndpointAllowList(List.of(pattern)).allow(uri)).isFalse();
  }

  @Test
  void allowsAnyAddressWhenEmpty() {
    assertThat(EndpointAllowList.ANY.allow("http://milvus.prod.svc:19530")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://milvus:19530",
        "milvus/path",
        "milvus:port",
        "a b",
        "",
        "a..b",
        "10.0.0.256",
        "a:70000",
        "[::1",
        "::1",
        "[fe80::1%eth0]",
        "[fd00::*]"
      })
  void refusesInvalidPattern(String pattern) {
    assertThatThrownBy(() -> new EndpointAllowList(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }
}
