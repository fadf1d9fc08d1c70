package io.milvus.residency.reconcile;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.milvus.residency.api.Annotations;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.PolicyStatus;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.plan.ClaimSet;
import io.milvus.residency.rules.PartitionList;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A benchmark of idle passes over a collection with twenty policies, beside other policies on other
 * collections, twenty on each. Milvus answers at once, so all of the time is the operator's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 2)
public class PassBenchmark {

  private static final int ON_EACH = 20;

  /** The number of other policies. */
  @Param({"10", "1000", "10000"})
  public int others;

  private PassRunner runner;
  private CollectionRef collectionRef;

  /** Creates the policies, and makes a first pass over each collection. */
  @Setup
  public void create() {
    List<Policy> policies =
        IntStream.range(0, ON_EACH + others).mapToObj(PassBenchmark::policy).toList();
    PolicySnapshot all = PolicySnapshot.of(policies);
    runner =
        new PassRunner(
            () -> all,
            EndpointAllowList.ANY,
            new PolicyConnections(new Secrets(), new Lists(), new ManyMilvus()),
            new PassFixture.Log(),
            Clocks.of(InstantSource.system()),
            ClaimSet.LOAD_TIMEOUT);
    all.valid().keySet().forEach(ref -> runner.pass(ref, again -> {}));
    collectionRef = policies.get(0).collectionRef();
  }

  /** Runs a pass. */
  @Benchmark
  public Object pass() {
    return runner.pass(collectionRef, again -> {});
  }

  private static Policy policy(int number) {
    PolicySpec spec =
        Serialization.unmarshal(
            """
            milvus: {uri: "http://milvus:19530"}
            collection: articles%d
            rules:
              - {name: serving, match: {names: [a, b]}, state: Loaded}
              - {name: recent, match: {globs: ["b*"]}, state: Loaded}
              - {name: old, match: {globs: ["r*"]}, state: Released}
            """
                .formatted(number / ON_EACH),
            PolicySpec.class);
    return Policy.of(
        new PolicyName("search", "p" + number),
        Integer.toString(number),
        1,
        spec,
        Annotations.NONE,
        PolicyStatus.EMPTY);
  }

  /** There are no Secrets. */
  private static final class Secrets implements CredentialSource {
    @Override
    public Credentials credentials(NamespacedName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public Tls tls(NamespacedName secret) throws NotReadyException {
      throw new NotReadyException(secret + " does not exist");
    }

    @Override
    public void retain(Set<NamespacedName> used) {}
  }

  /** There are no ConfigMaps. */
  private static final class Lists implements PartitionListSource {
    @Override
    public PartitionList list(NamespacedName configMap, String key) {
      return PartitionList.unreadable(configMap + " does not exist");
    }

    @Override
    public void retain(Set<NamespacedName> used) {}
  }
}
