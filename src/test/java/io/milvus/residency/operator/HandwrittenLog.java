package io.milvus.residency.operator;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.operator.LifeJournal.Touch;
import io.milvus.residency.operator.LifeJournal.Version;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import io.milvus.residency.operator.WrittenPolicy.Safety;
import io.milvus.residency.testkit.milvus.MilvusCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A log of people and an operator, written by hand, and the verdict of the checker on it. */
final class HandwrittenLog {

  static final String LOAD = "LoadPartitions";
  static final String RELEASE = "ReleasePartitions";
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  final LifeJournal journal = new LifeJournal();
  final LifeChecker checker = new LifeChecker(journal, "articles", Duration.ofSeconds(15));

  HandwrittenLog() {
    journal.started(START);
  }

  void load(int at, String... partitions) {
    Arrays.stream(partitions).forEach(name -> journal.touched(new Touch(at(at), name, true)));
  }

  static MilvusCall troubled(MilvusCall call) {
    return new MilvusCall(call.at(), call.method(), call.collection(), call.partitions(), true);
  }

  List<String> violations(MilvusCall... calls) {
    return checker.violations(Arrays.asList(calls));
  }

  void write(int begun, int read, WrittenPolicy policy) {
    journal.begin(at(begun), journal.last().with(policy, begun));
    Version version = new Version(policy.name(), begun);
    journal.wrote(policy.name(), version);
    journal.read(at(read), version);
  }

  static MilvusCall call(int at, String method, String... partitions) {
    return new MilvusCall(at(at), method, "articles", List.of(partitions), false);
  }

  static Instant at(int second) {
    return START.plusSeconds(second);
  }

  static WrittenPolicy policy(String name, Mode mode, RuleState state, String... names) {
    Rule rule = new Rule(List.of(names), List.of(), List.of(), state, never());
    return new WrittenPolicy(
        name, false, mode, List.of(rule), "LoadFirst", new Safety(Duration.ZERO, 0, 100));
  }

  static WrittenPolicy waiting(WrittenPolicy p, int seconds) {
    return with(p, new Safety(Duration.ofSeconds(seconds), 0, 100));
  }

  static WrittenPolicy far(WrittenPolicy p) {
    return new WrittenPolicy(p.name(), true, p.mode(), p.rules(), p.order(), p.safety());
  }

  static WrittenPolicy keepingOne(WrittenPolicy p) {
    return with(p, new Safety(Duration.ZERO, 1, 100));
  }

  static WrittenPolicy sharing(WrittenPolicy p, int percent) {
    return with(p, new Safety(Duration.ZERO, 0, percent));
  }

  static Optional<RuleState> never() {
    return Optional.empty();
  }

  static WrittenPolicy with(WrittenPolicy p, Safety safety) {
    return new WrittenPolicy(p.name(), p.far(), p.mode(), p.rules(), p.order(), safety);
  }
}
