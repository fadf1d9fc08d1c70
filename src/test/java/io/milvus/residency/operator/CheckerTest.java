package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.milvus.MilvusCall;
import io.milvus.residency.operator.Journal.Touch;
import io.milvus.residency.operator.Journal.Version;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the checker finds what it is there to find, in logs written by hand. */
class CheckerTest {

  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final String LOAD = "LoadPartitions";
  private static final String RELEASE = "ReleasePartitions";

  private final Journal journal = new Journal();
  private final Checker checker = new Checker(journal, "articles");

  CheckerTest() {
    journal.started(START);
  }

  @Test
  void acceptsWhatIsWanted() {
    write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));
    write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr", "it"));

    assertThat(violations(call(12, LOAD, "de"), call(22, RELEASE, "fr", "it"))).isEmpty();
    assertThat(violations(call(1, "ShowPartitions"), call(2, "GetLoadState", "alone"))).isEmpty();
  }

  @Test
  void findsAReleaseThatNobodyWants() {
    write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(violations(call(12, RELEASE, "de"))).singleElement().asString().contains("[de]");
  }

  @Test
  void findsALoadThatNobodyWants() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(violations(call(12, LOAD, "de"))).hasSize(1);
  }

  @Test
  void findsAReleaseAmongOthersThatAreRight() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    write(20, 21, policy("holds", Mode.ENFORCE, RuleState.LOADED, "fr"));

    assertThat(violations(call(22, RELEASE, "de"), call(23, RELEASE, "de", "fr"))).hasSize(1);
  }

  @Test
  void findsThatAnUntouchedPartitionWasTouched() {
    write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(violations(call(12, LOAD, "de", "alone")))
        .singleElement()
        .asString()
        .contains("nobody ever wrote of [alone]");
  }

  @Test
  void findsWhatIsDoneForPoliciesThatDoNotAct() {
    write(10, 11, policy("watches", Mode.OBSERVE, RuleState.LOADED, "de"));
    write(20, 21, policy("rests", Mode.SUSPENDED, RuleState.RELEASED, "fr"));

    assertThat(violations(call(22, LOAD, "de"), call(23, RELEASE, "fr"))).hasSize(2);
  }

  @Test
  void findsAReleaseOfWhatASuspendedPolicyProtects() {
    write(10, 11, policy("rests", Mode.SUSPENDED, RuleState.LOADED, "de"));
    write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(violations(call(22, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void letsAnOlderVersionCountUntilTheNewOneIsRead() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    write(20, 25, policy("frees", Mode.ENFORCE, RuleState.IGNORED, "de"));

    assertThat(violations(call(24, RELEASE, "de"))).isEmpty();
    assertThat(violations(call(26, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void letsADeletedPolicyCountUntilALaterWriteIsRead() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    journal.begin(at(20), PolicySet.EMPTY);
    write(30, 35, policy("other", Mode.ENFORCE, RuleState.LOADED, "fr"));

    assertThat(violations(call(34, RELEASE, "de"))).isEmpty();
    assertThat(violations(call(36, RELEASE, "de"))).hasSize(1);
  }

  @Test
  void findsWhatIsDoneBeforeItIsWritten() {
    write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));

    assertThat(violations(call(9, LOAD, "de"))).hasSize(1);
  }

  @Test
  void findsACallThatNoSingleStateOfThePoliciesJustifies() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));
    write(20, 25, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr"));

    assertThat(violations(call(24, RELEASE, "de"), call(24, RELEASE, "fr"))).isEmpty();
    assertThat(violations(call(24, RELEASE, "de", "fr"))).hasSize(1);
  }

  @Test
  void findsAReleaseThatDidNotWait() {
    write(10, 11, waiting(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"), 5));

    assertThat(violations(call(14, RELEASE, "de")))
        .singleElement()
        .asString()
        .contains("releaseDelay");
    assertThat(violations(call(15, RELEASE, "de"))).isEmpty();
  }

  @Test
  void findsAReleaseThatDidNotWaitAnew() {
    WrittenPolicy frees = waiting(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"), 5);
    write(10, 11, frees);
    write(12, 13, policy("pin", Mode.SUSPENDED, RuleState.LOADED, "de"));
    write(14, 15, policy("pin", Mode.SUSPENDED, RuleState.IGNORED, "de"));

    assertThat(violations(call(18, RELEASE, "de"))).hasSize(1);
    assertThat(violations(call(19, RELEASE, "de"))).isEmpty();

    journal.started(at(20));
    assertThat(violations(call(24, RELEASE, "de"))).hasSize(1);
    assertThat(violations(call(25, RELEASE, "de"))).isEmpty();
  }

  @Test
  void findsOtherCollectionsAndOtherCalls() {
    write(10, 11, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de"));

    assertThat(
            violations(
                new MilvusCall(at(12), RELEASE, "others", List.of("de"), false),
                call(12, "ReleaseCollection")))
        .hasSize(2);
  }

  @Test
  void findsWhatDoesNotComeToRest() {
    write(10, 11, policy("holds", Mode.ENFORCE, RuleState.LOADED, "de"));
    write(20, 21, policy("frees", Mode.ENFORCE, RuleState.RELEASED, "fr"));
    journal.touched(new Touch(at(0), "alone", true));

    assertThat(checker.unrest(Map.of("de", "NotLoad", "fr", "NotLoad", "alone", "Loaded")))
        .singleElement()
        .asString()
        .contains("de is NotLoad");
    assertThat(checker.unrest(Map.of("de", "Loaded", "fr", "Loaded", "alone", "NotLoad")))
        .hasSize(2);
    assertThat(checker.unrest(Map.of("de", "Loaded", "fr", "NotLoad", "alone", "Loaded")))
        .isEmpty();
  }

  @Test
  void letsTheFloorKeepWhatIsWantedReleased() {
    write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr")));

    assertThat(checker.unrest(Map.of("de", "Loaded", "fr", "NotLoad"))).isEmpty();
    assertThat(checker.unrest(Map.of("de", "Loaded", "fr", "Loaded"))).hasSize(2);
  }

  @Test
  void findsAReleaseOfMoreThanTheFloorLeaves() {
    write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de", "fr")));
    load(0, "de", "fr");

    assertThat(violations(call(12, RELEASE, "de", "fr"))).hasSize(1);
    assertThat(violations(call(12, RELEASE, "de"))).isEmpty();
    assertThat(violations(call(12, RELEASE, "de"), call(22, RELEASE, "fr"))).hasSize(1);
    assertThat(violations(troubled(call(12, RELEASE, "de")), call(22, RELEASE, "fr"))).isEmpty();
  }

  @Test
  void letsAReleaseBehindTheBackComeInBetween() {
    write(10, 11, keepingOne(policy("frees", Mode.ENFORCE, RuleState.RELEASED, "de")));
    load(0, "de", "fr");
    journal.touched(new Touch(at(20), "fr", false));

    assertThat(violations(call(30, RELEASE, "de"))).isEmpty();
    assertThat(violations(call(40, RELEASE, "de"))).hasSize(1);
  }

  private void load(int at, String... partitions) {
    Arrays.stream(partitions).forEach(name -> journal.touched(new Touch(at(at), name, true)));
  }

  private static MilvusCall troubled(MilvusCall call) {
    return new MilvusCall(call.at(), call.method(), call.collection(), call.partitions(), true);
  }

  private List<String> violations(MilvusCall... calls) {
    return checker.violations(Arrays.asList(calls));
  }

  private void write(int begun, int read, WrittenPolicy policy) {
    journal.begin(at(begun), journal.last().with(policy));
    Version version = new Version(policy.name(), begun);
    journal.wrote(version);
    journal.read(at(read), version);
  }

  private static MilvusCall call(int at, String method, String... partitions) {
    return new MilvusCall(at(at), method, "articles", List.of(partitions), false);
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }

  private static WrittenPolicy policy(String name, Mode mode, RuleState state, String... names) {
    Rule rule = new Rule(List.of(names), List.of(), List.of(), state);
    return new WrittenPolicy(name, mode, List.of(rule), "LoadFirst", Duration.ZERO, 0);
  }

  private static WrittenPolicy waiting(WrittenPolicy p, int seconds) {
    return new WrittenPolicy(
        p.name(), p.mode(), p.rules(), p.order(), Duration.ofSeconds(seconds), p.minResident());
  }

  private static WrittenPolicy keepingOne(WrittenPolicy p) {
    return new WrittenPolicy(p.name(), p.mode(), p.rules(), p.order(), p.releaseDelay(), 1);
  }
}
