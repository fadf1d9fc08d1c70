package io.milvus.residency.operator;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.operator.WrittenPolicy.Rule;
import io.milvus.residency.operator.WrittenPolicy.Safety;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Policies as they might be written, over a few partitions.
 *
 * @param policies how many there are at most
 */
record RandomPolicyWriter(Random random, int policies) {

  /** Partitions that no policy matches. */
  static final String ALONE = "alone";

  static final List<String> PARTITIONS =
      List.of("_default", ALONE, "de", "fr", "it", "t_1", "t_2", "t_trial", "u_1", "u_2", "u_3");

  /** Globs of the policies that match every partition. */
  static final List<String> TOUCHABLE =
      PARTITIONS.stream().filter(name -> !List.of("_default", ALONE).contains(name)).toList();

  static final List<String> POLICIES = List.of("night", "pin", "tenants");
  private static final Safety AT_ONCE = new Safety(Duration.ZERO, 0, 100);
  private static final List<String> GLOBS =
      List.of("t_*", "t_?", "?e", "fr", "d*", "*t*", "*_*", "u_*");
  private static final List<String> EXCEPT = List.of("t_trial", "?e", "*_1", "i*");
  private static final List<RuleState> STATES =
      List.of(
          RuleState.LOADED,
          RuleState.LOADED,
          RuleState.RELEASED,
          RuleState.RELEASED,
          RuleState.RELEASED,
          RuleState.IGNORED);
  private static final List<Mode> MODES =
      List.of(Mode.ENFORCE, Mode.ENFORCE, Mode.ENFORCE, Mode.ENFORCE, Mode.OBSERVE, Mode.SUSPENDED);

  WrittenPolicy policy(String name) {
    return new WrittenPolicy(
        name,
        random.nextInt(3) == 0,
        one(MODES),
        IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> rule()).toList(),
        one(List.of("LoadFirst", "ReleaseFirst")),
        new Safety(
            Duration.ofSeconds(one(List.of(0, 0, 1, 3))),
            one(List.of(0, 0, 1, 2)),
            one(List.of(25, 25, 50, 100))));
  }

  /** The same, but for one thing. */
  WrittenPolicy changed(WrittenPolicy p) {
    WrittenPolicy other = policy(p.name());
    return switch (random.nextInt(8)) {
      case 0 ->
          new WrittenPolicy(p.name(), other.far(), p.mode(), p.rules(), p.order(), p.safety());
      case 1 ->
          new WrittenPolicy(p.name(), p.far(), other.mode(), p.rules(), p.order(), p.safety());
      case 2 ->
          new WrittenPolicy(p.name(), p.far(), p.mode(), p.rules(), p.order(), other.safety());
      case 3, 4 -> loadingAll(p);
      default -> flipped(p);
    };
  }

  /** Loads all that policies may be about. */
  static WrittenPolicy loadingAll(WrittenPolicy p) {
    return acting(p, List.of(all(RuleState.LOADED)), p.safety());
  }

  private static Rule all(RuleState state) {
    return new Rule(List.of(), List.of("*"), List.of(ALONE), state, Optional.empty());
  }

  private static WrittenPolicy acting(WrittenPolicy p, List<Rule> rules, Safety safety) {
    return new WrittenPolicy(p.name(), p.far(), Mode.ENFORCE, rules, p.order(), safety);
  }

  /** The same, but for one that a list decides. */
  static WrittenPolicy loadingAllButOne(WrittenPolicy p) {
    List<Rule> rules = new ArrayList<>(loadingAll(p).rules());
    rules.add(0, listed(List.of("u_1")));
    return acting(p, rules, p.safety());
  }

  /** Goes by the list, and may release all. */
  static WrittenPolicy listed(WrittenPolicy p) {
    return acting(p, List.of(listed(List.of("*"))), AT_ONCE);
  }

  /** Releases some, but not at once. */
  WrittenPolicy waiting(WrittenPolicy p) {
    Rule some = new Rule(some(), List.of(), List.of(), RuleState.RELEASED, Optional.empty());
    return acting(p, List.of(some), new Safety(Duration.ofSeconds(3), 0, 100));
  }

  /** Loads a few, and releases all others. */
  WrittenPolicy few(WrittenPolicy p) {
    Rule few = new Rule(some(), List.of(), List.of(), RuleState.LOADED, Optional.empty());
    return acting(p, List.of(few, all(RuleState.RELEASED)), AT_ONCE);
  }

  /** The same, with less leave to release. */
  WrittenPolicy strict(WrittenPolicy p) {
    return acting(p, few(p).rules(), new Safety(Duration.ZERO, 0, 25));
  }

  /** The other way round, and with less leave to release. */
  static WrittenPolicy swapped(WrittenPolicy p) {
    return acting(p, flipped(p).rules(), new Safety(Duration.ZERO, 0, 50));
  }

  /** Wants loaded what was wanted released, and the other way round. */
  private static WrittenPolicy flipped(WrittenPolicy p) {
    List<Rule> rules =
        p.rules().stream()
            .map(
                rule ->
                    new Rule(
                        rule.names(),
                        rule.globs(),
                        rule.except(),
                        flipped(rule.state()),
                        rule.unlisted().map(RandomPolicyWriter::flipped)))
            .toList();
    return acting(p, rules, p.safety());
  }

  private static RuleState flipped(RuleState state) {
    return switch (state) {
      case LOADED -> RuleState.RELEASED;
      case RELEASED -> RuleState.LOADED;
      case IGNORED -> RuleState.IGNORED;
    };
  }

  /** Another one, if there may be one. */
  Optional<String> nameBut(String policy) {
    return POLICIES.stream().limit(policies).filter(name -> !name.equals(policy)).findFirst();
  }

  String name() {
    return POLICIES.get(random.nextInt(policies));
  }

  /** Names for the list. */
  Set<String> names() {
    return Set.copyOf(some());
  }

  private Rule rule() {
    RuleState state = one(STATES);
    return switch (random.nextInt(7)) {
      case 0, 1 -> new Rule(some(), List.of(), List.of(), state, Optional.empty());
      case 2 -> all(state);
      case 3 ->
          new Rule(List.of(), List.of(one(GLOBS)), List.of(one(EXCEPT)), state, Optional.empty());
      case 4 -> listed(List.of(one(GLOBS)));
      case 5 -> listed(List.of("*"));
      default -> new Rule(List.of(), List.of(one(GLOBS)), List.of(), state, Optional.empty());
    };
  }

  private static Rule listed(List<String> globs) {
    return new Rule(
        List.of(), globs, List.of(ALONE), RuleState.LOADED, Optional.of(RuleState.RELEASED));
  }

  /** Draws one or more of the partitions that policies may match. */
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
