package io.milvus.residency.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message on one policy tells of another. */
class PolicyNameTest {

  private static final PolicyName READER = new PolicyName("search", "articles");

  @Test
  void namesThoseOfTheSameNamespace() {
    assertThat(new PolicyName("search", "pins").seenFrom(READER)).isEqualTo("search/pins");
  }

  @Test
  void namesOnlyTheNamespaceOfOthers() {
    assertThat(new PolicyName("billing", "secret-launch").seenFrom(READER))
        .isEqualTo("a policy in namespace billing");
  }

  @ParameterizedTest
  @CsvSource({
    "policy search/pins could not be looked at, policy search/pins could not be looked at",
    "policy billing/a.b-c can't be read, a policy in namespace billing can't be read",
    "the API server can't be watched, the API server can't be watched"
  })
  void replacesThoseOfOthersInATextToo(String text, String seen) {
    assertThat(PolicyName.seenFrom(READER, text)).isEqualTo(seen);
  }
}
