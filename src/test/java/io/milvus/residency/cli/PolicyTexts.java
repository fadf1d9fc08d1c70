package io.milvus.residency.cli;

/** Policies for the tests of the commands. */
final class PolicyTexts {

  private PolicyTexts() {}

  /** Returns a policy in namespace search, with these lines of spec beside the address. */
  static String policy(String name, String spec) {
    return """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: search}
        spec:
          milvus: {uri: "http://milvus:19530"}
        %s
        """
        .formatted(name, spec.indent(2).stripTrailing());
  }

  /** Returns a policy that loads de and releases old_*. */
  static String articles() {
    return policy(
        "articles",
        """
        collection: articles
        rules:
          - {name: serving, match: {names: [de]}, state: Loaded}
          - {name: old, match: {globs: ["old_*"]}, state: Released}
        """);
  }
}
