package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Swaps, in which one partition replaces another. */
@ExtendWith(RealParts.Extension.class)
class SwapIT {

  private final String collection = MilvusUser.uniqueName("order");

  @Test
  void swapsPartitionsWithoutAGapInSearches(RealParts parts) {
    parts.user().createCollection(collection, "base", "blue", "green");
    // Without base, minResident alone would keep blue loaded, whatever the order of the swap.
    parts.user().load(collection, "base");
    parts.user().insert(collection, "blue", 1);
    parts.user().insert(collection, "green", 2);
    try (OperatorFixture operator = new OperatorFixture(parts);
        Searches searches = new Searches(parts.user(), collection)) {
      operator.list("serving", "blue");
      operator.apply("swap", swap(parts));
      operator.awaitReason("swap", "InSync");
      OperatorFixture.soon("searches find the row of blue")
          .until(() -> parts.user().query(collection), Set.of(1L)::equals);
      searches.start();

      operator.list("serving", "green");

      operator.awaitStates(collection, Map.of("blue", "NotLoad", "green", "Loaded"));
      // This may be one of the searches that Milvus refuses, see below.
      OperatorFixture.soon("searches find the row of green only")
          .ignoreException(IllegalStateException.class)
          .until(() -> parts.user().query(collection), Set.of(2L)::equals);
      searches.stop();
      assertThat(searches.found).hasSizeGreaterThan(10).noneMatch(Set::isEmpty);
      assertThat(searches.errors).allMatch(error -> error.contains("belongs to partition"));
    }
  }

  private String swap(RealParts parts) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules:
      - name: serving
        match: {names: [blue, green]}
        listedIn: {configMapKeyRef: {name: serving, key: names}}
        state: Loaded
        otherwise: Released
    safety: {releaseDelay: 0s}
    """
        .formatted(parts.milvus().uri(), collection);
  }

  /** A client that searches all the time. */
  private static final class Searches implements AutoCloseable {
    private final MilvusUser user;
    private final String collection;
    private final List<Set<Long>> found = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService background =
        Executors.newSingleThreadScheduledExecutor();
    private ScheduledFuture<?> searching;

    Searches(MilvusUser user, String collection) {
      this.user = user;
      this.collection = collection;
    }

    void start() {
      searching = background.scheduleWithFixedDelay(this::search, 0, 100, TimeUnit.MILLISECONDS);
    }

    /**
     * Searches once and keeps the result or the error. Milvus 2.3.5 refuses some searches with an
     * error while it releases a partition; a client can retry those, so they count as no gap.
     */
    private void search() {
      try {
        found.add(user.query(collection));
      } catch (IllegalStateException e) {
        errors.add(e.getMessage());
      }
    }

    void stop() {
      searching.cancel(false);
    }

    @Override
    public void close() {
      background.shutdownNow();
    }
  }
}
