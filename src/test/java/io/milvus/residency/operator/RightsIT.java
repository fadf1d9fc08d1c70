package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.milvus.residency.testkit.AuditLog;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The RBAC rules that we ship in {@code deploy}. */
@ExtendWith(RealParts.Extension.class)
class RightsIT {

  private static final String AGGREGATED = "rbac.authorization.k8s.io/aggregate-to-edit=true";

  @Test
  void usesEveryShippedPermissionAndNeedsNoOther(RealParts parts) {
    String collection = MilvusUser.uniqueName("rights");
    parts.user().createCollection(collection, "de");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      operator.secret("loader", Map.of("token", "any:thing"));
      operator.list("users", "de");
      operator.apply("serving", policy(parts, collection));
      operator.awaitReason("serving", "InSync");

      String namespace = "/namespaces/" + operator.namespace() + "/";
      OperatorFixture.soon("the event is written")
          .until(() -> used(parts, namespace).contains("patch events"));
      Set<String> granted = new TreeSet<>();
      shipped(parts).forEach(rule -> granted.addAll(permissions(rule)));
      // The API server asks for create, too, when a patch creates an event.
      granted.remove("create events");
      assertThat(used(parts, namespace)).isEqualTo(granted);
    }
    assertThat(refused(parts, RealParts.SERVICE_ACCOUNT)).isEmpty();
  }

  @Test
  void isRefusedWithoutAnyOfTheShippedPermissions(RealParts parts) {
    String collection = MilvusUser.uniqueName("rights");
    parts.user().createCollection(collection, "de");
    Set<String> permissions = new TreeSet<>();
    shipped(parts).forEach(rule -> permissions.addAll(permissions(rule)));
    assertThat(permissions).hasSize(10);
    List<LesserOperator> operators =
        permissions.stream()
            .map(missing -> new LesserOperator(parts, missing, without(missing, shipped(parts))))
            .toList();
    try {
      operators.forEach(operator -> operator.start(policy(parts, collection)));

      for (LesserOperator operator : operators) {
        OperatorFixture.soon("a request is refused without " + operator.missing())
            .until(() -> !refused(parts, operator.serviceAccount()).isEmpty());
      }
    } finally {
      operators.forEach(LesserOperator::close);
    }
  }

  @Test
  void givesUsersRightsToPoliciesByTheirRoles(RealParts parts) {
    String namespace = parts.createNamespace();
    for (String role : List.of("view", "edit")) {
      parts
          .kube()
          .kubectl(
              "create",
              "rolebinding",
              role,
              "-n",
              namespace,
              "--clusterrole=residency-" + role,
              "--user=" + role)
          .checked();
    }

    OperatorFixture.soon("the API server has read the bindings")
        .until(
            () -> can(parts, namespace, "view", "list") && can(parts, namespace, "edit", "create"));
    assertThat(can(parts, namespace, "edit", "patch")).isTrue();
    assertThat(can(parts, namespace, "view", "patch")).isFalse();
    assertThat(can(parts, namespace, "view", "create")).isFalse();
    assertThat(parts.kube().kubectl("get", "clusterrole", "-o", "name", "-l", AGGREGATED).checked())
        .contains("residency-view", "residency-edit");
  }

  private static boolean can(RealParts parts, String namespace, String user, String verb) {
    return parts
        .kube()
        .kubectl("auth", "can-i", verb, "plp", "-n", namespace, "--as=" + user)
        .output()
        .contains("yes");
  }

  private static String policy(RealParts parts, String collection) {
    return """
    milvus: {uri: "%s", credentialsSecretRef: {name: loader}}
    collection: %s
    rules:
      - name: serving
        match: {names: [de]}
        listedIn: {configMapKeyRef: {name: users, key: names}}
        state: Loaded
    deletionPolicy: Release
    """
        .formatted(parts.milvus().uri(), collection);
  }

  private static List<PolicyRule> shipped(RealParts parts) {
    return parts
        .kube()
        .admin()
        .rbac()
        .clusterRoles()
        .withName("residency-operator")
        .get()
        .getRules();
  }

  private static List<String> permissions(PolicyRule rule) {
    return rule.getVerbs().stream().map(verb -> verb + " " + rule.getResources().get(0)).toList();
  }

  private static List<PolicyRule> without(String missing, List<PolicyRule> rules) {
    return rules.stream()
        .map(
            rule ->
                new PolicyRuleBuilder(rule)
                    .withVerbs(
                        rule.getVerbs().stream()
                            .filter(v -> !missing.equals(v + " " + rule.getResources().get(0)))
                            .toList())
                    .build())
        .filter(rule -> !rule.getVerbs().isEmpty())
        .toList();
  }

  /** Returns the requests of a ServiceAccount that were refused. */
  private static List<AuditLog.Request> refused(RealParts parts, String serviceAccount) {
    return parts.kube().requests().stream()
        .filter(request -> request.user().endsWith(":" + serviceAccount))
        .filter(request -> request.code() == 403)
        .toList();
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
