package io.milvus.residency.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.kubeconfig.Kubeconfig;
import io.milvus.residency.kubeconfig.KubeconfigException;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.NamespaceUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies on a real API server, with the rights of an ordinary user. */
class PolicyClientIT {

  private static KubeServer kube;

  @TempDir Path folder;
  private String namespace;
  private NamespaceUser user;

  @BeforeAll
  static void startServer() throws IOException {
    kube = KubeServer.start();
    String crd =
        Files.readString(Path.of("crds", "partitionloadpolicies.residency.milvus.io.yaml"));
    RealParts.install(kube);
    kube.apply(crd.replace("enum: [Enforce, ", "enum: [Turbo, Enforce, ")).checked();
  }

  @AfterAll
  static void stopServer() {
    kube.close();
  }

  @BeforeEach
  void createUser() {
    namespace = "ns-" + System.nanoTime();
    kube.kubectl("create", "namespace", namespace).checked();
    user =
        NamespaceUser.create(kube, folder, namespace, "jane", "residency-view", "residency-edit");
  }

  @Test
  void listsPoliciesPageByPage() throws Exception {
    List<String> names = IntStream.range(0, 260).mapToObj(i -> "p-%03d".formatted(i)).toList();
    kube.apply(names.stream().map(name -> policy(name, "Enforce")).collect(Collectors.joining()))
        .checked();

    List<String> read = new ArrayList<>();
    try (PolicyClient client = client(user)) {
      client.forEach(
          Scope.of(client.config().namespace()), p -> read.add(p.getMetadata().getName()));
    }

    assertThat(read).isEqualTo(names);
    assertThat(kube.requests().stream().filter(r -> r.toString().contains("continue=")).count())
        .isEqualTo(1);
  }

  @Test
  void listsUnreadablePolicyWithTheOthers() throws Exception {
    kube.apply(policy("fast", "Turbo") + policy("good", "Enforce")).checked();

    List<PartitionLoadPolicy> read = new ArrayList<>();
    try (PolicyClient client = client(user)) {
      client.forEach(Scope.of(namespace), read::add);
    }

    assertThat(read).hasSize(2);
    assertThat(read.get(0).getSpec().invalid())
        .hasValueSatisfying(why -> assertThat(why).contains("Turbo"));
    assertThat(read.get(1).getSpec().invalid()).isEmpty();
  }

  @Test
  void annotatesPolicyThatWasRead() throws Exception {
    kube.apply(policy("articles", "Enforce")).checked();
    try (PolicyClient client = client(user)) {
      PartitionLoadPolicy read = client.get(name("articles"));
      kube.kubectl("annotate", "plp", "articles", "-n", namespace, "a=b").checked();

      PartitionLoadPolicy held =
          client.annotate(read, Map.of(Annotations.HOLD, Optional.of("true")));
      PartitionLoadPolicy resumed =
          client.annotate(held, Map.of(Annotations.HOLD, Optional.empty()));

      assertThat(held.getMetadata().getAnnotations()).containsEntry("a", "b");
      assertThat(Annotations.of(held).hold()).isTrue();
      assertThat(resumed.getMetadata().getAnnotations()).doesNotContainKey(Annotations.HOLD);
    }
  }

  @Test
  void refusesToAnnotateAnotherPolicyThanTheOneRead() throws Exception {
    kube.apply(policy("articles", "Enforce")).checked();
    try (PolicyClient client = client(user)) {
      PartitionLoadPolicy read = client.get(name("articles"));
      Map<String, Optional<String>> approve = Map.of(Annotations.APPROVE, Optional.of("0123"));

      kube.kubectl("annotate", "plp", "articles", "-n", namespace, "a=b").checked();
      assertThatThrownBy(() -> client.annotateUnchanged(read, approve))
          .isInstanceOf(PolicyConflictException.class)
          .hasMessageContaining("has changed meanwhile, so nothing was done");

      kube.kubectl("delete", "plp", "articles", "-n", namespace).checked();
      assertThatThrownBy(() -> client.annotate(read, approve))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("There is no policy " + namespace + "/articles");

      kube.apply(policy("articles", "Enforce")).checked();
      assertThatThrownBy(() -> client.annotate(read, approve))
          .isInstanceOf(PolicyConflictException.class);
      assertThat(Annotations.of(client.get(name("articles"))).approve()).isEmpty();
    }
  }

  @Test
  void watchesPolicies() throws Exception {
    kube.apply(policy("articles", "Enforce")).checked();
    Set<String> seen = ConcurrentHashMap.newKeySet();
    List<String> gone = new CopyOnWriteArrayList<>();
    try (PolicyClient client = client(user);
        PolicyWatch watch =
            client.watch(
                Scope.of(namespace),
                new PolicyWatch.Listener() {
                  @Override
                  public void changed(PartitionLoadPolicy policy) {
                    seen.add(policy.getMetadata().getName());
                  }

                  @Override
                  public void deleted(PartitionLoadPolicy policy) {
                    gone.add(policy.getMetadata().getName());
                  }

                  @Override
                  public void interrupted(String why) {
                    throw new AssertionError(why);
                  }
                })) {
      await().until(watch::current);
      kube.apply(policy("books", "Enforce")).checked();
      await().until(() -> seen.equals(Set.of("articles", "books")));
      kube.kubectl("delete", "plp", "articles", "-n", namespace).checked();
      await().until(() -> gone.equals(List.of("articles")));
      assertThat(watch.policies()).hasSize(1);
    }
  }

  @Test
  void saysWhatIsWrongWithTheAccess() throws Exception {
    NamespaceUser viewer = NamespaceUser.create(kube, folder, namespace, "joe", "residency-view");
    kube.apply(policy("articles", "Enforce")).checked();
    try (PolicyClient client = client(viewer)) {
      PartitionLoadPolicy read = client.get(name("articles"));
      assertThatThrownBy(() -> client.annotate(read, Map.of(Annotations.HOLD, Optional.of("true"))))
          .hasMessage(
              "The API server at "
                  + client.server()
                  + " does not let this user patch policies in namespace "
                  + namespace
                  + " (403). Ask an administrator for the verb patch on"
                  + " partitionloadpolicies.residency.milvus.io there.");
      assertThatThrownBy(() -> client.forEach(Scope.ALL, policy -> {}))
          .hasMessageContaining("list policies in all namespaces (403)")
          .hasMessageEndingWith("or name a namespace with -n.");
    }
    String text = Files.readString(viewer.kubeconfig());
    try (PolicyClient client =
        client(
            new NamespaceUser(
                Files.writeString(
                    folder.resolve("old"), text.replaceAll("token: .{20}", "token: "))))) {
      assertThatThrownBy(() -> client.get(name("articles")))
          .hasMessageContaining("refuses the credentials (401). Log in again");
    }
    try (PolicyClient client =
        client(
            new NamespaceUser(
                Files.writeString(
                    folder.resolve("down"), text.replace(kube.uri(), "https://127.0.0.1:1"))))) {
      assertThatThrownBy(() -> client.get(name("articles")))
          .hasMessageStartingWith("The API server at https://127.0.0.1:1/ refuses connections");
    }
    kube.kubectl("get", "plp", "-n", namespace).checked();
  }

  @Test
  void asksForTheCrdIfItIsMissing() throws Exception {
    try (KubeServer bare = KubeServer.start();
        PolicyClient client =
            PolicyClient.open(
                Kubeconfig.current(
                        Map.of("KUBECONFIG", bare.kubeconfigFile().toString()), Clock.systemUTC())
                    .orElseThrow())) {
      assertThat(client.config().namespace()).isEqualTo("default");
      for (String verb : List.of("get", "list")) {
        assertThatThrownBy(
                () -> {
                  if (verb.equals("get")) {
                    client.get(new PolicyName("default", "articles"));
                  } else {
                    client.forEach(Scope.ALL, policy -> {});
                  }
                })
            .hasMessageContaining("Install the CRD: kubectl apply -k crds.");
      }
    }
  }

  private PolicyName name(String policy) {
    return new PolicyName(namespace, policy);
  }

  private static PolicyClient client(NamespaceUser user) throws KubeconfigException {
    return PolicyClient.open(
        Kubeconfig.current(user.environment(), Clock.systemUTC()).orElseThrow());
  }

  private String policy(String name, String mode) {
    return """
    ---
    apiVersion: residency.milvus.io/v1alpha1
    kind: PartitionLoadPolicy
    metadata: {name: %s, namespace: %s}
    spec:
      milvus: {uri: "http://milvus:19530"}
      collection: articles
      mode: %s
      rules: [{name: all, match: {globs: ["*"]}, state: Loaded}]
    """
        .formatted(name, namespace, mode);
  }
}
