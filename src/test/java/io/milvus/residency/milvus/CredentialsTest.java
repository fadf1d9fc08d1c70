package io.milvus.residency.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.milvus.Credentials.Token;
import io.milvus.residency.milvus.Credentials.UserPassword;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CredentialsTest {

  private static Stream<Credentials> secrets() {
    return Stream.of(new Token("s3cret"), new UserPassword("s3cret", "s3cret"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void neverShowsSecrets(Credentials credentials) {
    ConnectionConfig access =
        new ConnectionConfig("http://127.0.0.1:19530", "default", credentials, Tls.DEFAULT);

    assertThat(access.toString()).contains("default").doesNotContain("s3cret");
  }
}
