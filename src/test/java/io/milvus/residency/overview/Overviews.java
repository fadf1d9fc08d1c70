package io.milvus.residency.overview;

import static io.milvus.residency.overview.PolicyObjects.ARTICLES;
import static io.milvus.residency.overview.PolicyObjects.BLOCKED;
import static io.milvus.residency.overview.PolicyObjects.IN_SYNC;
import static io.milvus.residency.overview.PolicyObjects.NOW;
import static io.milvus.residency.overview.PolicyObjects.RUNNING;
import static io.milvus.residency.overview.PolicyObjects.SOURCE;
import static io.milvus.residency.overview.PolicyObjects.policy;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.milvus.residency.api.PartitionLoadPolicy;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Overviews for the tests of its page. */
final class Overviews {

  private static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");

  /** A status of a policy whose Milvus does not answer. */
  private static final String UNREACHABLE =
      """
      observedGeneration: 3
      conditions:
        - type: Ready
          status: "False"
          reason: MilvusUnreachable
          message: "Milvus did not answer within 10 s. Retrying every 30 s; check its address."
          lastTransitionTime: "2026-11-27T09:00:00Z"
      """;

  private static final String LOADING =
      IN_SYNC
              .replace("InSync", "Loading")
              .replace("\"True\"", "\"False\"")
              .replace("loaded: 2, loading: 0", "loaded: 1, loading: 1")
          + "pending: [{name: p_2, desired: Loaded, actual: Loading, rule: serving,"
          + " reason: Loading, progress: 43}]\n"
          + "next: {time: \"2026-11-28T00:00:00Z\", loads: 1, releases: 2}\n";

  /** A policy of each state, with long names. */
  private static final String LONG = "window-of-the-last-ninety-days-".repeat(6) + "end";

  private Overviews() {}

  /** Returns each state that a policy can be in, while the operator is dead. */
  static Overview eachState() {
    List<PartitionLoadPolicy> policies =
        List.of(
            of("articles", "articles", BLOCKED),
            policy("calm", ARTICLES + "mode: Observe\n", IN_SYNC),
            of("books", "books", ""),
            of("movies", "movies", UNREACHABLE),
            of("news", "news", LOADING),
            policy("unread", ARTICLES.replace("articles", "paintings") + "mode: Turbo\n", IN_SYNC),
            policy(
                LONG.substring(0, 180),
                ARTICLES
                    .replace("http://milvus:", "https://" + LONG.substring(0, 60) + ".example:")
                    .replace("articles", "c" + "_very".repeat(50)),
                IN_SYNC.replace("name: articles", "name: c" + "_very".repeat(50))));
    Instant late = NOW.plus(Duration.ofHours(3));
    return new OverviewFactory(
            late,
            SOURCE,
            RUNNING,
            new MilvusObservation(about(), Map.of(id(450), seen()), List.of()),
            " --context test")
        .overview(policies);
  }

  /** Returns that many collections, of which each tenth waits for an approval. */
  static Overview many(int collections, int each) {
    List<PartitionLoadPolicy> policies = new ArrayList<>();
    for (int i = 0; i < collections; i++) {
      String name = "c" + i;
      PartitionLoadPolicy first = of("p" + i, name, i % 10 == 0 ? BLOCKED : IN_SYNC);
      for (int j = 0; j < each; j++) {
        PartitionLoadPolicy policy = new PartitionLoadPolicy();
        policy.setMetadata(
            new ObjectMetaBuilder(first.getMetadata()).withName("p" + i + "-" + j).build());
        policy.setSpec(first.getSpec());
        policy.setStatus(first.getStatus());
        policies.add(policy);
      }
    }
    return new OverviewFactory(NOW, SOURCE, RUNNING, MilvusObservation.NONE, " --context test")
        .overview(policies);
  }

  /** Returns a policy on a collection of that name, whose id follows from the name. */
  private static PartitionLoadPolicy of(String policy, String collection, String status) {
    return policy(
        policy,
        ARTICLES.replace("articles", collection),
        status
            .replace("name: articles", "name: " + collection)
            .replace(
                "\"450\"",
                "\""
                    + (collection.equals("articles") ? 450 : 1000 + collection.hashCode())
                    + "\""));
  }

  private static Optional<String> about() {
    return Optional.of(
        "Milvus at http://127.0.0.1:19530: connection: 127.0.0.1:19530 answers, without TLS;"
            + " authentication: Milvus requires no credentials; version: v2.3.5; health: Milvus is"
            + " healthy; database: default");
  }

  private static CollectionId id(long id) {
    return new CollectionId(id, CREATED);
  }

  /** Returns 4,000 partitions, of which some have names that are long, or written right to left. */
  private static ObservedCollection seen() {
    List<Partition> partitions = new ArrayList<>();
    for (int i = 1; i <= 4000; i++) {
      LoadState state =
          i % 50 == 0 ? LoadState.LOADED : i % 51 == 0 ? LoadState.LOADING : LoadState.NOT_LOAD;
      partitions.add(new Partition(i, name(i), CREATED, state, i % 100));
    }
    return new ObservedCollection(
        id(450),
        "articles",
        false,
        partitions,
        Optional.of(new LoadSettings(2, List.of("hot", "resource_group_" + "x".repeat(200)))));
  }

  private static String name(int i) {
    if (i == 50) {
      return "tenant_" + "x".repeat(240);
    }
    return switch (i % 150) {
      case 0 -> "أرشيف_" + i;
      case 100 -> "ארכיון_" + i;
      default -> "p_" + i;
    };
  }
}
