package io.milvus.residency.cli;

/** Policies that the tests of the command line begin with. */
final class PolicyTexts {

  private PolicyTexts() {}

  /** A policy of the namespace search, with these lines of a spec beside the address. */
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

  /** One that wants de and releases what is old. */
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
