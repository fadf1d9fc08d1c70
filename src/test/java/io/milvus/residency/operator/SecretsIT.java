package io.milvus.residency.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.milvus.residency.demo.OperatorProcess;
import io.milvus.residency.testkit.Certificates;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.HeaderRecorder;
import io.milvus.residency.testkit.MilvusRights;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Confidentiality of Secrets while they are used and rotated. */
@ExtendWith(RealParts.Extension.class)
class SecretsIT {

  private static final String WRONG = "wr0ng-pa55word";
  private static final String FIRST = "f1rst-pa55word";
  private static final String SECOND = "s3cond-pa55word";

  private final String collection = MilvusUser.uniqueName("secrecy");

  @Test
  void rotatesSecretsWithoutAGapAndExposesNone(RealParts parts) {
    try (Certificates certificates = new Certificates();
        MilvusServer server = MilvusServer.startWithTls(certificates, true);
        MilvusUser root = server.user("root:Milvus");
        OperatorFixture operator = new OperatorFixture(parts);
        ChildProcess process = OperatorProcess.start(parts, settings(operator))) {
      operator.stopOperator();
      Certificates.Pair own = certificates.sign("loader");
      root.createCollection(collection, "de");
      createLoader(root, "first", FIRST);
      createLoader(root, "second", SECOND);
      operator.secret(
          "certificates",
          Map.of("ca.crt", certificates.ca(), "tls.crt", own.certificate(), "tls.key", own.key()));
      operator.secret("loader", Map.of("username", "first", "password", WRONG));
      operator.apply("articles", policy(server.uri()));
      operator.awaitReason("articles", "Unauthenticated");
      operator.secret("loader", Map.of("username", "first", "password", FIRST));
      operator.awaitReason("articles", "InSync");
      Condition ready = ready(operator);

      operator.secret("loader", Map.of("username", "second", "password", SECOND));
      reconcileNow(operator, "after-the-change");
      new MilvusRights(root).deleteUser("first");
      reconcileNow(operator, "after-the-first-user-is-gone");

      assertThat(ready(operator)).isEqualTo(ready);
      List<String> secrets =
          List.of(
              WRONG,
              FIRST,
              SECOND,
              base64("first:" + WRONG),
              base64("first:" + FIRST),
              base64("second:" + SECOND),
              own.key().lines().skip(1).findFirst().orElseThrow());
      assertThat(process.output()).contains("LoadPartitions").doesNotContain(secrets);
      assertThat(written(parts, operator)).contains("InSync").doesNotContain(secrets);
    }
  }

  @Test
  void sendsBasicAuthAndNoSecretsOfOtherTypes(RealParts parts) {
    try (HeaderRecorder listener = new HeaderRecorder();
        OperatorFixture operator = new OperatorFixture(parts)) {
      operator.secret(
          "api-token",
          "kubernetes.io/service-account-token",
          Map.of("kubernetes.io/service-account.name", "default"),
          Map.of("token", "for-the-api-server"));
      operator.secret("bootstrap", "example.com/other", Map.of(), Map.of("token", "for-others"));
      operator.secret(
          "login",
          "kubernetes.io/basic-auth",
          Map.of(),
          Map.of("username", "milvus", "password", "meant"));
      operator.apply("thief", plainPolicy(listener.uri(), "api-token"));
      operator.apply("other", plainPolicy(listener.uri(), "bootstrap"));
      operator.awaitReason("thief", "ReferenceNotReady");
      operator.awaitReason("other", "ReferenceNotReady");
      assertThat(operator.message("thief"))
          .contains("is of type kubernetes.io/service-account-token and is not used")
          .contains("create one of type Opaque or kubernetes.io/basic-auth");

      operator.apply("honest", plainPolicy(listener.uri(), "login"));
      OperatorFixture.soon("the basic-auth Secret is sent")
          .until(() -> listener.authorizations().contains(base64("milvus:meant")));

      assertThat(listener.authorizations())
          .doesNotContain(base64("for-the-api-server"), base64("for-others"))
          .containsOnly(base64("milvus:meant"));
    }
  }

  private String plainPolicy(String uri, String secret) {
    return """
    milvus: {uri: "%s", credentialsSecretRef: {name: %s}}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, secret, collection);
  }

  /** Returns settings with the most verbose log level. */
  private static Map<String, String> settings(OperatorFixture operator) {
    return Map.of("RESIDENCY_NAMESPACES", operator.namespace(), "RESIDENCY_LOG_LEVEL", "TRACE");
  }

  private void createLoader(MilvusUser root, String name, String password) {
    MilvusRights rights = new MilvusRights(root);
    rights.createUser(name, password);
    rights.createRole(name);
    rights.grantRole(name, name);
    List.of("Load", "Release", "ShowPartitions")
        .forEach(privilege -> rights.grant(name, "Collection", collection, privilege));
  }

  private static void reconcileNow(OperatorFixture operator, String request) {
    operator.annotate("articles", "residency.milvus.io/requestedAt=" + request);
    OperatorFixture.soon("the request is handled")
        .until(
            () -> operator.policy("articles").getStatus().lastHandledReconcileAt(),
            handled -> handled.filter(request::equals).isPresent());
  }

  private static Condition ready(OperatorFixture operator) {
    return operator.policy("articles").getStatus().conditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns all that the operator has written to the cluster about its policies. */
  private static String written(RealParts parts, OperatorFixture operator) {
    return parts
        .kube()
        .kubectl("get", "plp,events", "-n", operator.namespace(), "-o", "yaml")
        .checked();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private String policy(String uri) {
    return """
    milvus:
      uri: "%s"
      credentialsSecretRef: {name: loader}
      tls: {secretRef: {name: certificates}, serverName: %s}
    collection: %s
    rules: [{name: serving, match: {names: [de]}, state: Loaded}]
    interval: 5s
    """
        .formatted(uri, MilvusServer.TLS_NAME, collection);
  }
}
