package io.milvus.residency.overview;

import static io.milvus.residency.overview.PolicyObjects.ARTICLES;
import static io.milvus.residency.overview.PolicyObjects.BLOCKED;
import static io.milvus.residency.overview.PolicyObjects.NOW;
import static io.milvus.residency.overview.PolicyObjects.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverviewChangesTest {

  private final OverviewChanges changes = new OverviewChanges();

  @Test
  void wordsEachVisibleChangeOnce() {
    assertThat(changes.changed(policy("articles", ARTICLES, BLOCKED), NOW))
        .contains(
            "2026-11-27T10:00:00Z search/articles needs action; ReleaseBlocked; 1/2 loaded, 5 to"
                + " release; p_2=43%; Releases are blocked: this edit would release 5 of 8 resident"
                + " partitions.");
    assertThat(changes.changed(policy("articles", ARTICLES, BLOCKED), NOW.plusSeconds(1)))
        .isEmpty();

    String further = BLOCKED.replace("progress: 43", "progress: 80");

    assertThat(changes.changed(policy("articles", ARTICLES, further), NOW))
        .get()
        .asString()
        .contains("p_2=80%");
    assertThat(changes.deleted(policy("articles", ARTICLES, further), NOW))
        .isEqualTo("2026-11-27T10:00:00Z search/articles deleted");
    assertThat(changes.changed(policy("articles", ARTICLES, further), NOW))
        .as("created again")
        .isPresent();
  }
}
