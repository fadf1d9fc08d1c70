package io.milvus.residency.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks how a message on one policy refers to another. */
class PolicyNameTest {

  private static final PolicyName READER = new PolicyName("search", "articles");

  @Test
  void namesPoliciesOfTheSameNamespace() {
    assertThat(new PolicyName("search", "pins").seenFrom(READER)).isEqualTo("search/pins");
  }

  @Test
  void namesOnlyTheNamespaceOfOtherPolicies() {
    assertThat(new PolicyName("billing", "secret-launch").seenFrom(READER))
        .isEqualTo("a policy in namespace billing");
  }

  @ParameterizedTest
  @CsvSource({
    "policy search/pins could not be resolved, policy search/pins could not be resolved",
    "policy billing/a.b-c is invalid, a policy in namespace billing is invalid",
    "the API server can't be watched, the API server can't be watched"
  })
  void replacesPoliciesOfOtherNamespacesInText(String text, String seen) {
    assertThat(PolicyName.seenFrom(READER, text)).isEqualTo(seen);
  }
}
