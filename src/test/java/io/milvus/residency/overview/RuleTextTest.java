package io.milvus.residency.overview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleTextTest {

  @Test
  void wordsEachPartOfARule() {
    String spec =
        """
        milvus: {uri: "http://milvus:19530"}
        collection: articles
        rules:
          - {name: week, match: {dateFormat: "p_%Y%m%d"}, keepLast: 7, state: Loaded, otherwise: Released}
          - name: office
            match: {globs: ["t_*"], except: ["t_trial_*"]}
            during: [{days: [Mon, Fri], from: "07:00", to: "20:00"}, {from: "22:00", to: "23:00"}]
            state: Loaded
          - name: demand
            match: {globs: ["u_*"]}
            listedIn: {configMapKeyRef: {name: users, key: active}}
            state: Ignored
        """;

    assertThat(PolicyObjects.policy("p", spec, "").getSpec().rules().stream().map(RuleText::of))
        .containsExactly(
            "week: p_%Y%m%d, keepLast 7: Loaded, otherwise Released",
            "office: t_* except t_trial_*, during Mon Fri 07:00–20:00, 22:00–23:00: Loaded",
            "demand: u_*, listedIn users/active: Ignored");
  }
}
