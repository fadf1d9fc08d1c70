package io.milvus.residency.operator;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.app.OperatorSettings;
import io.milvus.residency.app.ResidencyOperator;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.reconcile.EndpointAllowList;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;

/** A running operator for one namespace, with the rights that we ship and no others. */
final class OperatorFixture implements AutoCloseable {

  private final RealParts parts;
  private final Supplier<KubernetesClient> clients;
  private final Clock clock;
  private final EndpointAllowList endpoints;
  private final Duration loadTimeout;
  private final String namespace;
  private Optional<Running> running = Optional.empty();

  OperatorFixture(RealParts parts) {
    this(parts, Clock.systemUTC());
  }

  OperatorFixture(RealParts parts, Clock clock) {
    this(parts, clock, EndpointAllowList.ANY);
  }

  OperatorFixture(RealParts parts, Clock clock, EndpointAllowList endpoints) {
    this(parts, parts::operatorClient, clock, endpoints, ClaimSet.LOAD_TIMEOUT);
  }

  /** Starts an operator that cancels loads which make no progress for this long. */
  OperatorFixture(RealParts parts, Duration loadTimeout) {
    this(parts, parts::operatorClient, Clock.systemUTC(), EndpointAllowList.ANY, loadTimeout);
  }

  /** Starts an operator that reaches the API server through a relay. */
  OperatorFixture(RealParts parts, TcpRelay api) {
    this(
        parts,
        () -> parts.operatorClient(api),
        Clock.systemUTC(),
        EndpointAllowList.ANY,
        ClaimSet.LOAD_TIMEOUT);
  }

  private OperatorFixture(
      RealParts parts,
      Supplier<KubernetesClient> clients,
      Clock clock,
      EndpointAllowList endpoints,
      Duration loadTimeout) {
    this.parts = parts;
    this.clients = clients;
    this.clock = clock;
    this.endpoints = endpoints;
    this.loadTimeout = loadTimeout;
    this.namespace = parts.createNamespace();
    startOperator();
  }

  void startOperator() {
    startOperator(Mode.ENFORCE);
  }

  /** Starts the operator in a mode of its own. */
  void startOperator(Mode mode) {
    KubernetesClient client = clients.get();
    try {
      ResidencyOperator operator =
          ResidencyOperator.of(
              client,
              new OperatorSettings(Set.of(namespace), mode, endpoints, 0, loadTimeout, "test"),
              clock,
              List::of);
      operator.start();
      running = Optional.of(new Running(client, operator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopOperator() {
    running.ifPresent(Running::close);
    running = Optional.empty();
  }

  private record Running(KubernetesClient client, ResidencyOperator operator) {
    void close() {
      operator.close();
      client.close();
    }
  }

  String namespace() {
    return namespace;
  }

  int httpPort() {
    return running.orElseThrow().operator().httpPort();
  }

  /** Applies the YAML of a spec; what is the same in all tests is filled in. */
  void apply(String name, String spec) {
    String manifest =
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: %s}
        spec:
        %s"""
            .formatted(name, namespace, spec.indent(2));
    parts.kube().admin().resource(manifest).fieldManager("test").serverSideApply();
  }

  void annotate(String name, String annotation) {
    parts
        .kube()
        .kubectl("annotate", "--overwrite", "plp", name, "-n", namespace, annotation)
        .checked();
  }

  /** Writes a list of partition names into a ConfigMap, under the key names. */
  void list(String configMap, String... names) {
    parts
        .kube()
        .admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(configMap)
                .withNamespace(namespace)
                .endMetadata()
                .addToData("names", String.join("\n", names))
                .build())
        .fieldManager("test")
        .serverSideApply();
  }

  /** Writes a Secret, in place of the one that was there. */
  void secret(String name, Map<String, String> data) {
    secret(name, "Opaque", Map.of(), data);
  }

  /** Writes a Secret of some type, in place of the one that was there. */
  void secret(String name, String type, Map<String, String> annotations, Map<String, String> data) {
    parts
        .kube()
        .admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withAnnotations(annotations)
                .endMetadata()
                .withType(type)
                .withStringData(data)
                .build())
        .createOr(secret -> secret.update());
  }

  void delete(String name) {
    parts
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace(namespace)
        .withName(name)
        .delete();
  }

  PartitionLoadPolicy policy(String name) {
    return parts
        .kube()
        .admin()
        .resources(PartitionLoadPolicy.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }

  /** The reason of Ready, if it is for the present generation. */
  String reason(String name) {
    PartitionLoadPolicy policy = policy(name);
    return policy.getStatus().conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .filter(c -> c.getObservedGeneration().equals(policy.getMetadata().getGeneration()))
        .map(Condition::getReason)
        .findFirst()
        .orElse("");
  }

  /** The notes of all events of its namespace. */
  List<String> eventNotes() {
    return parts
        .kube()
        .admin()
        .events()
        .v1()
        .events()
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(Event::getNote)
        .toList();
  }

  String message(String name) {
    return policy(name).getStatus().conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("");
  }

  void awaitReason(String name, String reason) {
    soon(name + " is " + reason).until(() -> reason(name), reason::equals);
  }

  void awaitMessage(String name, String part) {
    soon(name + " says " + part).until(() -> message(name), message -> message.contains(part));
  }

  void awaitStates(String collection, Map<String, String> states) {
    soon(states.toString())
        .until(
            () -> parts.user().loadStates(collection),
            seen -> seen.entrySet().containsAll(states.entrySet()));
  }

  static ConditionFactory soon(String what) {
    return await(what).atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(200));
  }

  Optional<String> collectionId(String name) {
    return policy(name).getStatus().collection().map(c -> c.id());
  }

  @Override
  public void close() {
    stopOperator();
  }
}
