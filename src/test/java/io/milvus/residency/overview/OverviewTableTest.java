package io.milvus.residency.overview;

import static io.milvus.residency.overview.PolicyObjects.ARTICLES;
import static io.milvus.residency.overview.PolicyObjects.BLOCKED;
import static io.milvus.residency.overview.PolicyObjects.IN_SYNC;
import static io.milvus.residency.overview.PolicyObjects.overview;
import static io.milvus.residency.overview.PolicyObjects.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverviewTableTest {

  @Test
  void showsPoliciesWithWhatIsPendingBlockedAndNext() {
    Overview overview =
        overview(
            policy("articles", ARTICLES, BLOCKED),
            policy("books", ARTICLES.replace("articles", "books"), ""));

    assertThat(String.join("\n", OverviewTable.lines(overview)))
        .isEqualTo(
            """
            Policies in namespace search of https://cluster.example:6443 at 2026-11-27T10:00:00Z
            2 policies on 2 collections (needs action: 1, not known: 1).
            The operator in namespace residency-system runs.

            To approve blocked releases, after a look at them below:
              5 releases of collection articles (search/articles):
                kubectl annotate --overwrite plp articles -n search --context test residency.milvus.io/approve=093d6474fcce1ac6

            Milvus http://milvus.search.svc:19530: Answered the operator when it last reported.

            Collection articles of database default
              POLICY           MODE     STATE         REASON          LOADED  LOADING  TO LOAD  TO RELEASE  NEXT
              search/articles  Enforce  needs action  ReleaseBlocked  1/2     1        0        5           2026-11-28T00:00:00Z
                serving: p_1, p_2: Loaded; old: p_*: Released
                Releases are blocked: this edit would release 5 of 8 resident partitions.
                p_3 is loaded, wanted released by rule old. ReleaseBlocked
                p_2 is loading (43%), wanted loaded by rule serving. Loading
                Next, at 2026-11-28T00:00:00Z: 1 load.

            Collection books of database default
              POLICY           MODE     STATE         REASON          LOADED  LOADING  TO LOAD  TO RELEASE  NEXT
              search/books     Enforce  not known     -               -       -        -        -           -
                serving: p_1, p_2: Loaded; old: p_*: Released
                No operator has reported on this policy, or its status can't be read. Check that an operator runs and watches the namespace.""");
  }

  @Test
  void showsTheProgressOfLoadsOnAScreen() {
    Overview overview =
        overview(policy("calm", ARTICLES, IN_SYNC), policy("articles", ARTICLES, BLOCKED));

    List<String> lines = OverviewTable.screen(overview);

    assertThat(lines.subList(8, lines.size()))
        .containsExactly(
            "Loading:",
            "  [########            ]  43% p_2 of articles (search/articles)",
            "",
            "  POLICY           MODE     STATE         REASON          LOADED  LOADING  TO LOAD"
                + "  TO RELEASE  NEXT",
            "  search/articles  Enforce  needs action  ReleaseBlocked  1/2     1        0      "
                + "  5           2026-11-28T00:00:00Z",
            "  search/calm      Enforce  as declared   InSync          2/2     0        0      "
                + "  0           -");
  }

  @Test
  void passesNoControlCharactersToATerminal() {
    String status = IN_SYNC.replace("message: 2 of 2", "message: \"\\e[2J\\u202e\\n2 of 2\" #");

    Overview overview = overview(policy("articles", ARTICLES, status.replace("InSync", "Loading")));

    assertThat(String.join("", OverviewTable.lines(overview)))
        .contains(" [2J 2 of 2")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }

  @Test
  void saysThatThereAreNoPolicies() {
    assertThat(OverviewTable.lines(overview()))
        .contains("There are no policies in namespace search.");
  }
}
