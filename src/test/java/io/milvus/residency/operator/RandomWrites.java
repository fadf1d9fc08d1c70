package io.milvus.residency.operator;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Policies as they might be written, over a few partitions. */
record RandomWrites(Random random) {

  /** What no policy is ever about. */
  static final String ALONE = "alone";

  static final List<String> PARTITIONS =
      List.of("_default", ALONE, "de", "fr", "it", "t_1", "t_2", "t_trial");

  private static final List<String> POLICIES = List.of("night", "pin", "tenants");
  private static final List<String> GLOBS = List.of("t_*", "t_?", "?e", "fr", "d*", "*t*", "*_*");
  private static final List<String> EXCEPT = List.of("t_trial", "?e", "*_1", "i*");
  private static final List<RuleState> STATES =
      List.of(
          RuleState.LOADED,
          RuleState.LOADED,
          RuleState.RELEASED,
          RuleState.RELEASED,
          RuleState.IGNORED);
  private static final List<Mode> MODES =
      List.of(Mode.ENFORCE, Mode.ENFORCE, Mode.ENFORCE, Mode.OBSERVE, Mode.SUSPENDED);

  WrittenPolicy policy() {
    return new WrittenPolicy(
        name(),
        one(MODES),
        IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> rule()).toList(),
        one(List.of("LoadFirst", "ReleaseFirst")),
        Duration.ofSeconds(one(List.of(0, 0, 1, 2))),
        one(List.of(0, 0, 1, 2)));
  }

  String name() {
    return one(POLICIES);
  }

  private Rule rule() {
    RuleState state = one(STATES);
    return switch (random.nextInt(5)) {
      case 0, 1 -> new Rule(some(), List.of(), List.of(), state);
      case 2 -> new Rule(List.of(), List.of("*"), List.of(ALONE), state);
      case 3 -> new Rule(List.of(), List.of(one(GLOBS)), List.of(one(EXCEPT)), state);
      default -> new Rule(List.of(), List.of(one(GLOBS)), List.of(), state);
    };
  }

  /** One or more of those that policies may be about. */
  private List<String> some() {
    List<String> some = new ArrayList<>(PARTITIONS);
    some.remove(ALONE);
    String always = one(some);
    some.removeIf(name -> !name.equals(always) && random.nextInt(3) > 0);
    return some;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
