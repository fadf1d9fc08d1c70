package io.milvus.residency.operator;

import static io.milvus.residency.operator.HandwrittenLog.RELEASE;
import static io.milvus.residency.operator.HandwrittenLog.at;
import static io.milvus.residency.operator.HandwrittenLog.call;
import static io.milvus.residency.operator.HandwrittenLog.policy;
import static io.milvus.residency.operator.HandwrittenLog.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import org.junit.jupiter.api.Test;

/** Logs written by hand, in which the checker has to know how long a release waits. */
class WaitingTimesTest {

  private final HandwrittenLog log = new HandwrittenLog();

  @Test
  void findsAReleaseThatDidNotWait() {
    log.write(10, 11, waiting(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"), 5));

    assertThat(log.violations(call(14, RELEASE, "de")))
        .singleElement()
        .asString()
        .contains("releaseDelay");
    assertThat(log.violations(call(15, RELEASE, "de"))).isEmpty();
  }

  @Test
  void findsAReleaseThatDidNotWaitAnew() {
    WrittenPolicy frees = waiting(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"), 5);
    log.write(10, 11, frees);
    log.write(12, 13, policy("pin", Mode.SUSPENDED, RuleState.LOADED, "de"));
    log.write(14, 15, policy("pin", Mode.SUSPENDED, RuleState.IGNORED, "de"));

    assertThat(log.violations(call(18, RELEASE, "de"))).hasSize(1);
    assertThat(log.violations(call(19, RELEASE, "de"))).isEmpty();

    log.journal.started(at(20));
    assertThat(log.violations(call(24, RELEASE, "de"))).hasSize(1);
    assertThat(log.violations(call(25, RELEASE, "de"))).isEmpty();
  }

  @Test
  void findsAWaitThatOutlastsItsPolicy() {
    WrittenPolicy frees = waiting(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"), 5);
    log.write(10, 11, frees);
    log.journal.begin(at(14), PolicySet.EMPTY);
    log.write(15, 16, frees);

    assertThat(log.violations(call(19, RELEASE, "de"))).hasSize(1);
    assertThat(log.violations(call(20, RELEASE, "de"))).isEmpty();
  }
}
