package io.milvus.residency.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  @ParameterizedTest
  @CsvSource({
    "http://milvus, http://milvus:19530",
    "https://milvus, https://milvus:443",
    "http://Milvus.PROD.svc:19530, http://milvus.prod.svc:19530",
    "http://LOCALHOST, http://localhost:19530",
    "http://milvus:00080, http://milvus:80",
    "http://10.0.0.7:1, http://10.0.0.7:1",
    "http://1a:65535, http://1a:65535",
    "http://[::1], http://[::1]:19530",
    "http://[0:0:0:0:0:0:0:1]:19530, http://[::1]:19530",
    "http://[0000::0001], http://[::1]:19530",
    "http://[::], http://[::]:19530",
    "http://[FD00:0:0:1:0:0:0:7], http://[fd00:0:0:1::7]:19530",
    "http://[fd00:0:1:1:1:1:1:7], http://[fd00:0:1:1:1:1:1:7]:19530",
    "http://[1:0:0:2:0:0:3:4], http://[1::2:0:0:3:4]:19530",
    "http://[1:2:3:4:5:6:7::], http://[1:2:3:4:5:6:7:0]:19530",
    "http://[::ffff:a00:7], http://10.0.0.7:19530",
  })
  void treatsSpellingsOfAnAddressAsEqual(String spelled, String uri) {
    assertThat(Address.of(spelled)).isEqualTo(Address.of(uri));
    assertThat(Address.of(spelled).uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "http://milvus, http://milvus.search.svc:19530",
    "http://localhost, http://localhost:19530",
    "http://LocalHost, http://localhost:19530",
    "http://milvus.prod, http://milvus.prod:19530",
    "http://[fd00::7], http://[fd00::7]:19530",
    "https://MILVUS:1, https://milvus.search.svc:1",
  })
  void resolvesHostWithoutDotToServiceOfNamespace(String uri, String complete) {
    assertThat(Address.of(uri).in("search").uri()).isEqualTo(complete);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://10.0.0.256          | must be an IPv4 address
          http://10.0.0              | must be an IPv4 address
          http://010.0.0.1           | must be an IPv4 address
          http://milvus.prod.1       | must be an IPv4 address
          http://milvus.prod.1a      | must be an IPv4 address
          http://a..b                | each part of the host between dots must be 1 to 63 letters, digits or -, and must not begin or end with -, but one is ""
          http://-a.b                | but one is "-a"
          http://a.b-                | but one is "b-"
          http://a.b.                | but one is ""
          http://.                   | but one is ""
          http://a:0                 | the port must be 1 to 65535, but is 0
          http://a:65536             | the port must be 1 to 65535, but is 65536
          http://[::1]:70000         | the port must be 1 to 65535
          http://[1::2::3]           | must be an IPv6 address without a zone
          http://[1:2:3:4:5:6:7]     | must be an IPv6 address
          http://[1:2:3:4:5:6:7:8:9] | must be an IPv6 address
          http://[::1:2:3:4:5:6:7:8] | must be an IPv6 address
          http://[:1]                | must be an IPv6 address
          http://[:::1]              | must be an IPv6 address
          http://[::1:]              | must be an IPv6 address
          http://[12345::]           | must be an IPv6 address
          http://[:]                 | must be an IPv6 address
          http://[fe80::1%eth0]      | must be http://host:port
          http://[::ffff:10.0.0.7]   | must be http://host:port
          http://::1                 | must be http://host:port
          http://user@milvus         | must be http://host:port
          http://milvus/path         | must be http://host:port
          http://milvus:             | must be http://host:port
          http://a_b                 | must be http://host:port
          ftp://milvus:19530         | must be http://host:port
          milvus:19530               | must be http://host:port
          ''                         | must be http://host:port
          """)
  void refusesAddressThatNoServerCanHave(String uri, String why) {
    assertThatThrownBy(() -> Address.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64})
  void refusesHostPartsLongerThan63Characters(int length) {
    String uri = "http://" + "a".repeat(length) + ".svc";

    assertThat(catchProblem(uri)).isEqualTo(length > 63);
  }

  @ParameterizedTest
  @ValueSource(ints = {253, 254})
  void refusesHostsLongerThan253Characters(int length) {
    String uri = "http://" + "a.".repeat(length / 2 - 1) + "a".repeat(2 + length % 2);

    assertThat(catchProblem(uri)).isEqualTo(length > 253);
  }

  private static boolean catchProblem(String uri) {
    try {
      Address.of(uri);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
