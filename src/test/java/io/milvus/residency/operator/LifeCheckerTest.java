package io.milvus.residency.operator;

import static io.milvus.residency.operator.HandwrittenLog.LOAD;
import static io.milvus.residency.operator.HandwrittenLog.RELEASE;
import static io.milvus.residency.operator.HandwrittenLog.at;
import static io.milvus.residency.operator.HandwrittenLog.call;
import static io.milvus.residency.operator.HandwrittenLog.far;
import static io.milvus.residency.operator.HandwrittenLog.keepingOne;
import static io.milvus.residency.operator.HandwrittenLog.policy;
import static io.milvus.residency.operator.HandwrittenLog.troubled;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.operator.LifeJournal.Touch;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import io.milvus.residency.operator.WrittenPolicy.Safety;
import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Logs written by hand, in which the checker has to find the faults. */
class LifeCheckerTest {

  private final HandwrittenLog log = new HandwrittenLog();

  @Test
  void acceptsWhatIsWanted() {
    log.write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));
    log.write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr", "it"));

    assertThat(log.violations(call(12, LOAD, "de"), call(22, RELEASE, "fr", "it"))).isEmpty();
    assertThat(log.violations(call(1, "ShowPartitions"), call(2, "GetLoadState", "alone")))
        .isEmpty();
  }

  @Test
  void findsAReleaseThatNobodyWants() {
    log.write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(log.violations(call(12, RELEASE, "de"))).singleElement().asString().contains("[de]");
  }

  @Test
  void findsALoadThatNobodyWants() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(log.violations(call(12, LOAD, "de"))).hasSize(1);
  }

  @Test
  void findsAReleaseAmongOthersThatAreRight() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    log.write(20, 21, policy("holds", Mode.ENFORCE, RuleState.LOADED, "fr"));

    assertThat(log.violations(call(22, RELEASE, "de"), call(23, RELEASE, "de", "fr"))).hasSize(1);
  }

  @Test
  void findsThatAnUntouchedPartitionWasTouched() {
    log.write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(log.violations(call(12, LOAD, "de", "alone")))
        .singleElement()
        .asString()
        .contains("nobody ever wrote of [alone]");
  }

  @Test
  void findsWhatIsDoneForPoliciesThatDoNotAct() {
    log.write(10, 11, policy("watches", Mode.OBSERVE, RuleState.LOADED, "de"));
    log.write(20, 21, policy("rests", Mode.SUSPENDED, RuleState.RELEASED, "fr"));

    assertThat(log.violations(call(22, LOAD, "de"), call(23, RELEASE, "fr"))).hasSize(2);
  }

  @Test
  void findsAReleaseOfWhatASuspendedPolicyProtects() {
    log.write(10, 11, policy("rests", Mode.SUSPENDED, RuleState.LOADED, "de"));
    log.write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(log.violations(call(22, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void letsAnOlderVersionCountUntilTheNewOneIsRead() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    log.write(20, 25, policy("frees", Mode.ENFORCE, RuleState.IGNORED, "de"));

    assertThat(log.violations(call(24, RELEASE, "de"))).isEmpty();
    assertThat(log.violations(call(26, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void letsADeletedPolicyCountUntilALaterWriteIsRead() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    log.journal.begin(at(20), PolicySet.EMPTY);
    log.write(30, 35, policy("other", Mode.ENFORCE, RuleState.LOADED, "fr"));

    assertThat(log.violations(call(34, RELEASE, "de"))).isEmpty();
    assertThat(log.violations(call(36, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void findsWhatIsDoneBeforeItIsWritten() {
    log.write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(log.violations(call(9, LOAD, "de"))).hasSize(1);
  }

  @Test
  void findsACallThatNoSingleStateOfThePoliciesJustifies() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    log.write(20, 25, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr"));

    assertThat(log.violations(call(24, RELEASE, "de"), call(24, RELEASE, "fr"))).isEmpty();
    assertThat(log.violations(call(24, RELEASE, "de", "fr"))).hasSize(1);
  }

  @Test
  void findsOtherCollectionsAndOtherCalls() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(
            log.violations(
                new MilvusCall(at(12), RELEASE, "others", List.of("de"), false),
                call(12, "ReleaseCollection")))
        .hasSize(2);
  }

  @Test
  void findsWhatDoesNotComeToRest() {
    log.write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));
    log.write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr"));
    log.journal.touched(new Touch(at(0), "alone", true));

    assertThat(log.checker.unrest(Map.of("de", "NotLoad", "fr", "NotLoad", "alone", "Loaded")))
        .singleElement()
        .asString()
        .contains("de is NotLoad");
    assertThat(log.checker.unrest(Map.of("de", "Loaded", "fr", "Loaded", "alone", "NotLoad")))
        .hasSize(2);
    assertThat(log.checker.unrest(Map.of("de", "Loaded", "fr", "NotLoad", "alone", "Loaded")))
        .isEmpty();
  }

  @Test
  void letsTheFloorKeepWhatIsWantedReleased() {
    log.write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr")));

    assertThat(log.checker.unrest(Map.of("de", "Loaded", "fr", "NotLoad"))).isEmpty();
    assertThat(log.checker.unrest(Map.of("de", "Loaded", "fr", "Loaded"))).hasSize(2);
  }

  @Test
  void findsAReleaseOfMoreThanTheFloorLeaves() {
    log.write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr")));
    log.load(0, "de", "fr");

    assertThat(log.violations(call(12, RELEASE, "de", "fr"))).hasSize(1);
    assertThat(log.violations(call(12, RELEASE, "de"))).isEmpty();
    assertThat(log.violations(call(12, RELEASE, "de"), call(22, RELEASE, "fr"))).hasSize(1);
    assertThat(log.violations(troubled(call(12, RELEASE, "de")), call(22, RELEASE, "fr")))
        .isEmpty();
  }

  @Test
  void letsAReleaseBehindTheBackComeInBetween() {
    log.write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de")));
    log.load(0, "de", "fr");
    log.journal.touched(new Touch(at(20), "fr", false));

    assertThat(log.violations(call(30, RELEASE, "de"))).isEmpty();
    assertThat(log.violations(call(40, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void findsAListThatIsTakenForWhatItHeldLast() {
    listed("de");
    assertThat(log.violations(call(12, RELEASE, "fr"))).isEmpty();
    assertThat(log.violations(call(12, RELEASE, "de"))).hasSize(1);

    log.journal.begin(at(20), log.journal.last().with(log.journal.last().list().lost()));
    assertThat(log.violations(call(22, RELEASE, "fr"))).isEmpty();
    assertThat(log.violations(call(26, RELEASE, "fr"))).hasSize(1);
  }

  @Test
  void letsAListThatNobodyMayReadCountForAMomentOnly() {
    listed("de");
    log.journal.begin(at(20), log.journal.last().with(new WrittenList(Set.of("de", "fr"), true)));
    log.journal.away(at(19), at(60));

    assertThat(log.violations(call(34, RELEASE, "fr"))).isEmpty();
    assertThat(log.violations(call(36, RELEASE, "fr"))).hasSize(1);
  }

  /** Lets a policy go by a list. */
  private void listed(String... names) {
    Rule listed =
        new Rule(
            List.of(), List.of("*"), List.of(), RuleState.LOADED, Optional.of(RuleState.RELEASED));
    log.load(0, "de", "fr");
    log.journal.begin(at(5), log.journal.last().with(new WrittenList(Set.of(names), true)));
    log.write(
        10,
        11,
        new WrittenPolicy(
            "x",
            false,
            Mode.ENFORCE,
            List.of(listed),
            "LoadFirst",
            new Safety(Duration.ZERO, 0, 100)));
  }

  @Test
  void letsAPolicyThatTakesAnotherWayAndIsNotKnownToLeadThereProtectNothing() {
    log.write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    log.journal.bound(at(11), "frees");
    log.write(20, 21, far(policy("pin", Mode.SUSPENDED, RuleState.LOADED, "de")));
    assertThat(log.violations(call(25, RELEASE, "de"))).isEmpty();

    log.journal.bound(at(24), "pin");
    assertThat(log.violations(call(25, RELEASE, "de"))).hasSize(1);
  }
}
