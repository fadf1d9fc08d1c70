package io.milvus.residency.operator;

import static io.milvus.residency.operator.HandwrittenLog.LOAD;
import static io.milvus.residency.operator.HandwrittenLog.RELEASE;
import static io.milvus.residency.operator.HandwrittenLog.at;
import static io.milvus.residency.operator.HandwrittenLog.call;
import static io.milvus.residency.operator.HandwrittenLog.never;
import static io.milvus.residency.operator.HandwrittenLog.policy;
import static io.milvus.residency.operator.HandwrittenLog.sharing;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import io.milvus.residency.operator.WrittenPolicy.Safety;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Logs written by hand, in which the checker has to know what people consented to. */
class ReleaseConsentTest {

  private final HandwrittenLog log = new HandwrittenLog();

  @Test
  void findsAnEditThatReleasesMoreThanItsLimit() {
    log.load(0, "de", "fr", "it", "es");
    log.write(
        10, 11, sharing(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr", "it"), 50));

    assertThat(log.violations(call(12, RELEASE, "de", "fr"))).isEmpty();
    assertThat(log.violations(call(12, RELEASE, "de", "fr", "it"))).hasSize(1);
    assertThat(log.violations(call(12, RELEASE, "de", "fr"), call(13, RELEASE, "it"))).hasSize(1);
  }

  @Test
  void letsASingleReleaseAndAnApprovedOneGo() {
    log.load(0, "de", "fr", "it", "es");
    log.write(10, 11, sharing(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr"), 0));

    assertThat(log.violations(call(12, RELEASE, "de"))).isEmpty();
    assertThat(log.violations(call(14, RELEASE, "de", "fr"))).hasSize(1);
    log.journal.approved(at(13), Set.of("de", "fr"));
    assertThat(log.violations(call(14, RELEASE, "de", "fr"))).isEmpty();
  }

  @Test
  void letsAnApprovalFreeJustWhatItNames() {
    log.load(0, "de", "fr", "it", "es");
    log.write(
        10, 11, sharing(policy("x", Mode.ENFORCE, RuleState.RELEASED, "de", "fr", "it", "es"), 0));
    log.journal.approved(at(12), Set.of("de", "fr"));

    assertThat(log.violations(call(13, RELEASE, "de", "fr"), call(14, RELEASE, "it"))).isEmpty();
    assertThat(log.violations(call(13, RELEASE, "de", "fr"), call(14, RELEASE, "it", "es")))
        .hasSize(1);
    assertThat(log.violations(call(11, RELEASE, "de"), call(14, RELEASE, "fr", "it"))).hasSize(1);
  }

  @Test
  void findsAnApprovalThatIsGoodTwice() {
    WrittenPolicy frees = sharing(policy("x", Mode.ENFORCE, RuleState.RELEASED, "de", "fr"), 0);
    log.load(0, "de", "fr", "it", "es");
    log.write(10, 11, frees);
    log.journal.approved(at(12), Set.of("de", "fr"));
    log.write(20, 21, sharing(policy("x", Mode.ENFORCE, RuleState.LOADED, "de", "fr"), 0));
    log.write(40, 41, frees);

    assertThat(
            log.violations(
                call(13, RELEASE, "de", "fr"), call(22, LOAD, "de", "fr"), call(42, RELEASE, "de")))
        .isEmpty();
    assertThat(
            log.violations(
                call(13, RELEASE, "de", "fr"),
                call(22, LOAD, "de", "fr"),
                call(42, RELEASE, "de", "fr")))
        .singleElement()
        .asString()
        .contains("agreed");
  }

  @Test
  void findsAnApprovalThatIsGoodTwiceInHaste() {
    WrittenPolicy frees = sharing(policy("x", Mode.ENFORCE, RuleState.RELEASED, "de", "fr"), 0);
    log.load(0, "de", "fr", "it", "es");
    log.write(10, 11, frees);
    log.journal.approved(at(12), Set.of("de", "fr"));
    log.write(14, 15, sharing(policy("x", Mode.ENFORCE, RuleState.LOADED, "de", "fr"), 0));
    log.write(17, 18, frees);

    assertThat(
            log.violations(
                call(13, RELEASE, "de", "fr"),
                call(15, LOAD, "de", "fr"),
                call(18, RELEASE, "de", "fr")))
        .hasSize(1);
  }

  @Test
  void findsALimitThatTheLoadsOfAnEditWiden() {
    Rule loads = new Rule(List.of("a", "b"), List.of(), List.of(), RuleState.LOADED, never());
    Rule frees = new Rule(List.of("de", "fr"), List.of(), List.of(), RuleState.RELEASED, never());
    log.load(0, "de", "fr");
    log.write(
        10,
        11,
        new WrittenPolicy(
            "x",
            false,
            Mode.ENFORCE,
            List.of(loads, frees),
            "LoadFirst",
            new Safety(Duration.ZERO, 0, 50)));

    assertThat(log.violations(call(12, LOAD, "a", "b"), call(14, RELEASE, "de", "fr"))).hasSize(1);
  }

  @Test
  void letsDriftBePutRight() {
    log.load(0, "it");
    log.write(10, 11, sharing(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr"), 0));
    log.load(20, "de", "fr");

    assertThat(log.violations(call(22, RELEASE, "de", "fr"))).isEmpty();
  }

  @Test
  void findsWhatIsLoadedByHandDuringAHoldAndReleasedWithoutAsking() {
    WrittenPolicy frees = sharing(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr"), 0);
    log.load(0, "it");
    log.write(10, 11, frees);
    log.journal.begin(at(20), log.journal.last().hold("frees", true));
    log.load(22, "de", "fr");
    log.journal.begin(at(30), log.journal.last().hold("frees", false));
    assertThat(log.violations(call(32, RELEASE, "de", "fr"))).isEmpty();

    log.journal.noticed(at(21));
    assertThat(log.violations(call(32, RELEASE, "de", "fr"))).hasSize(1);
  }
}
