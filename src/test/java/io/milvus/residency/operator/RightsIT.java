package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The RBAC rules that we ship in {@code deploy}. */
@ExtendWith(RealParts.Extension.class)
class RightsIT {

  @Test
  void usesEveryShippedPermissionAndNeedsNoOther(RealParts parts) {
    String collection = MilvusUser.uniqueName("rights");
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      parts
          .kube()
          .admin()
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName("loader")
                  .withNamespace(operator.namespace())
                  .endMetadata()
                  .withStringData(Map.of("token", "any:thing"))
                  .build())
          .create();
      operator.list("users", "de");
      operator.apply(
          "serving",
          """
          milvus: {uri: "%s", credentialsSecretRef: {name: loader}}
          collection: %s
          rules:
            - name: serving
              match: {names: [de]}
              listedIn: {configMapKeyRef: {name: users, key: names}}
              state: Loaded
          deletionPolicy: Release
          """
              .formatted(parts.milvus().uri(), collection));
      operator.awaitReason("serving", "InSync");

      String namespace = "/namespaces/" + operator.namespace() + "/";
      OperatorFixture.soon("the event is written")
          .until(() -> used(parts, namespace).contains("patch events"));
      assertThat(used(parts, namespace))
          .containsExactlyInAnyOrder(
              "list partitionloadpolicies",
              "watch partitionloadpolicies",
              "patch partitionloadpolicies",
              "patch partitionloadpolicies/status",
              "list configmaps",
              "watch configmaps",
              "list secrets",
              "watch secrets",
              "patch events");
    }
    assertThat(parts.kube().requests())
        .filteredOn(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .filteredOn(request -> request.code() == 403)
        .isEmpty();
  }

  /** Returns the verb and resource of each request by the operator in a namespace. */
  private static Set<String> used(RealParts parts, String namespace) {
    return parts.kube().requests().stream()
        .filter(request -> request.user().endsWith(":" + RealParts.SERVICE_ACCOUNT))
        .filter(request -> request.uri().contains(namespace))
        .map(request -> request.verb() + " " + resource(request.uri(), namespace))
        .collect(Collectors.toSet());
  }

  private static String resource(String uri, String namespace) {
    String path = uri.substring(uri.indexOf(namespace) + namespace.length()).split("\\?", 2)[0];
    String[] parts = path.split("/", 3);
    return parts.length == 3 ? parts[0] + "/" + parts[2] : parts[0];
  }
}
