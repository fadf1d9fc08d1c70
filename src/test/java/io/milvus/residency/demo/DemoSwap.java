package io.milvus.residency.demo;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.demo.OperatorCalls.Call;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/**
 * Measures how long it takes to swap 25 of 50 empty partitions, by hand and by the operator. One
 * more partition stays loaded, because Milvus takes longer to release a whole collection.
 */
final class DemoSwap {

  private static final List<String> OLD = names(0, 25);
  private static final List<String> NEW = names(25, 50);

  private final RealParts parts;
  private final OperatorCalls calls;

  DemoSwap(RealParts parts, OperatorCalls calls) {
    this.parts = parts;
    this.calls = calls;
  }

  void measure() {
    System.out.println("swap of 25 of 50 empty partitions, until the last call has returned:");
    byHand("one call a partition, each awaited", 50, this::changeEach);
    byHand("the fewest calls, release first", 2, this::releaseThenLoad);
    byHand("the fewest calls, load first", 2, this::loadThenRelease);
    byOperator("ReleaseFirst");
    byOperator("LoadFirst");
  }

  private void byHand(String what, int changes, Consumer<String> swap) {
    String collection = create();
    load(collection, Stream.concat(Stream.of("kept"), OLD.stream()).toList());
    Instant begun = Instant.now();
    swap.accept(collection);
    row(what, Duration.between(begun, Instant.now()), "changes: " + changes);
  }

  private void changeEach(String collection) {
    NEW.forEach(partition -> load(collection, List.of(partition)));
    OLD.forEach(partition -> parts.user().release(collection, partition));
  }

  private void releaseThenLoad(String collection) {
    parts.user().release(collection, OLD.toArray(String[]::new));
    parts.user().load(collection, NEW.toArray(String[]::new));
  }

  private void loadThenRelease(String collection) {
    load(collection, NEW);
    parts.user().release(collection, OLD.toArray(String[]::new));
  }

  /** Loads partitions, and waits until they are loaded. */
  private void load(String collection, List<String> partitions) {
    parts.user().load(collection, partitions.toArray(String[]::new));
    soon("the partitions are loaded").until(() -> loaded(collection, partitions));
  }

  private boolean loaded(String collection, List<String> partitions) {
    return parts.user().loadState(collection, partitions.toArray(String[]::new)).equals("Loaded");
  }

  private void byOperator(String order) {
    String collection = create();
    KubernetesClient admin = parts.kube().admin();
    admin.resource(manifest(collection, order, OLD, NEW)).serverSideApply();
    soon("the policy is Ready").until(() -> ready(collection));
    Instant edited = Instant.now();
    admin.resource(manifest(collection, order, NEW, OLD)).serverSideApply();
    soon("the swap is made").until(() -> ready(collection));
    List<Call> made =
        calls.of(collection).stream().filter(call -> call.begun().isAfter(edited)).toList();
    int last = lastChange(made);
    List<Call> until = made.subList(0, last + 1);
    Map<String, Long> counts =
        until.stream()
            .collect(Collectors.groupingBy(Call::method, TreeMap::new, Collectors.counting()));
    row(
        "the operator, " + order,
        Duration.between(edited, made.get(last).ended()),
        counts.toString());
    admin.resource(manifest(collection, order, NEW, OLD)).delete();
  }

  private static int lastChange(List<Call> made) {
    return IntStream.range(0, made.size()).filter(i -> made.get(i).change()).max().orElseThrow();
  }

  private String create() {
    String collection = MilvusUser.uniqueName("swap");
    parts
        .user()
        .createCollection(
            collection,
            Stream.of(List.of("kept"), OLD, NEW).flatMap(List::stream).toArray(String[]::new));
    return collection;
  }

  private String manifest(
      String collection, String order, List<String> loaded, List<String> released) {
    return """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: %s, namespace: default}
        spec:
          milvus: {uri: "%s"}
          collection: %s
          rules:
            - {name: new, match: {names: [kept, %s]}, state: Loaded}
            - {name: old, match: {names: [%s]}, state: Released}
          order: %s
          safety: {releaseDelay: 0s, maxReleasePerChange: 100%%}
        """
        .formatted(
            collection.replace('_', '-'),
            parts.milvus().uri(),
            collection,
            String.join(", ", loaded),
            String.join(", ", released),
            order);
  }

  /** Returns whether the policy, as it is now, is Ready. */
  private boolean ready(String collection) {
    PartitionLoadPolicy policy =
        parts
            .kube()
            .admin()
            .resources(PartitionLoadPolicy.class)
            .inNamespace("default")
            .withName(collection.replace('_', '-'))
            .get();
    return policy.getStatus().conditions().stream()
        .filter(c -> c.getObservedGeneration().equals(policy.getMetadata().getGeneration()))
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "p" + i).toList();
  }

  private static ConditionFactory soon(String what) {
    return await(what)
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  private static void row(String what, Duration time, String counts) {
    System.out.printf("  %-40s %.2f s, %s%n", what, time.toMillis() / 1000.0, counts);
  }
}
