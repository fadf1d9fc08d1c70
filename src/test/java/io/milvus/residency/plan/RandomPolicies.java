package io.milvus.residency.plan;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.Order;
import io.milvus.residency.api.Percent;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.api.Rule;
import io.milvus.residency.api.Rule.ConfigMapKey;
import io.milvus.residency.api.Rule.ListRef;
import io.milvus.residency.api.Rule.Match;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.api.Safety;
import io.milvus.residency.api.Weekday;
import io.milvus.residency.api.WeeklyWindow;
import io.milvus.residency.rules.PartitionList;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Random policies, about a handful of names so that they meet each other. */
record RandomPolicies(Random random) {

  static final List<String> NAMES =
      List.of(
          "_default",
          "a",
          "b",
          "c",
          "t_1",
          "t_2",
          "t_trial_1",
          "p_20261120",
          "p_20261121",
          "p_20261122",
          "p_20261123",
          "p_20261124",
          "p_20261399",
          "m_202610",
          "m_202611",
          "h_2026112308",
          "h_2026112309",
          "h_2026112310");

  private static final List<String> GLOBS = List.of("*", "t_*", "?", "p_2026112?", "h_*", "*_*1*");
  private static final List<String> EXCEPT = List.of("t_trial_*", "*9", "b", "p_*");
  private static final List<String> FORMATS = List.of("p_%Y%m%d", "m_%Y%m", "h_%Y%m%d%H");
  private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "America/New_York");
  private static final List<String> TIMES = List.of("00:00", "07:00", "09:30", "10:00", "20:00");
  private static final List<RuleState> STATES =
      List.of(RuleState.LOADED, RuleState.LOADED, RuleState.RELEASED, RuleState.IGNORED);
  static final ConfigMapKey LIST = new ConfigMapKey("lists", "names");

  Mode mode() {
    return chance(75) ? Mode.ENFORCE : one(List.of(Mode.values()));
  }

  PartitionList list() {
    return PartitionList.read("lists", String.join("\n", some(NAMES)));
  }

  /** Returns a list with a mistake: most names are gone, or one. */
  PartitionList fewer(PartitionList list) {
    List<String> names = new ArrayList<>(list.names().map(TreeSet::new).orElseGet(TreeSet::new));
    if (!names.isEmpty() && chance(50)) {
      names.remove(one(names));
    } else {
      names.removeIf(name -> chance(80));
    }
    return PartitionList.read("lists", String.join("\n", names));
  }

  /**
   * Returns a list with a mistake: commas instead of lines. The reader refuses such a list; if it
   * did not, the list would have to be an edit.
   */
  PartitionList onOneLine(PartitionList list) {
    String line = String.join(",", list.names().map(TreeSet::new).orElseGet(TreeSet::new));
    PartitionList read = PartitionList.read("lists", line);
    return read.unreadable().map(list::lost).orElse(read);
  }

  PartitionList unreadable(PartitionList list) {
    return chance(70) ? list.lost("gone") : PartitionList.unreadable("forbidden");
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> List<T> some(List<T> of) {
    List<T> some = new ArrayList<>(of);
    some.removeIf(each -> chance(60));
    return some;
  }

  PolicySpec spec() {
    return spec(mode(), rules(), ZoneId.of(one(ZONES)), order(), interval(), safety());
  }

  /** Returns the spec with one thing changed. */
  PolicySpec edited(PolicySpec spec) {
    List<Rule> rules = new ArrayList<>(spec.rules());
    Mode mode = spec.mode();
    ZoneId zone = spec.timeZone();
    Order order = spec.order();
    Safety safety = spec.safety();
    switch (random.nextInt(9)) {
      case 0 -> mode = mode();
      case 1 -> zone = ZoneId.of(one(ZONES));
      case 2 -> order = order();
      case 3 -> safety = safety();
      case 4 -> rules = rules();
      case 5 -> rules.add(random.nextInt(rules.size() + 1), rule(100 + random.nextInt(100)));
      case 6 -> rules.set(random.nextInt(rules.size()), rule(200 + random.nextInt(100)));
      default -> {
        int which = random.nextInt(rules.size());
        rules.set(which, turned(rules.get(which)));
      }
    }
    return spec(mode, rules, zone, order, spec.interval(), safety);
  }

  /** Returns the rule with Loaded and Released exchanged. */
  private static Rule turned(Rule rule) {
    RuleState state = rule.state() == RuleState.LOADED ? RuleState.RELEASED : RuleState.LOADED;
    return new Rule(
        rule.name(),
        rule.match(),
        rule.keepLast(),
        rule.during(),
        rule.listedIn(),
        state,
        rule.otherwise().filter(other -> other != state));
  }

  private Order order() {
    return chance(70) ? Order.LOAD_FIRST : Order.RELEASE_FIRST;
  }

  private Duration interval() {
    return one(List.of(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofHours(1)));
  }

  private Safety safety() {
    return new Safety(
        one(List.of(Duration.ZERO, Duration.ofSeconds(60), Duration.ofMinutes(5))),
        random.nextInt(4),
        new Percent(one(List.of(0, 25, 25, 50, 100))),
        chance(25) ? OptionalInt.of(1 + random.nextInt(8)) : OptionalInt.empty());
  }

  private List<Rule> rules() {
    return IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(this::rule).toList();
  }

  private static PolicySpec spec(
      Mode mode, List<Rule> rules, ZoneId zone, Order order, Duration interval, Safety safety) {
    return new PolicySpec(
        null,
        null,
        "articles",
        mode,
        zone,
        rules,
        null,
        order,
        interval,
        safety,
        null,
        Optional.empty());
  }

  private Rule rule(int number) {
    Match match = match();
    OptionalInt keepLast =
        match.dateFormat().isPresent() && chance(80)
            ? OptionalInt.of(1 + random.nextInt(3))
            : OptionalInt.empty();
    List<WeeklyWindow> during = chance(30) ? List.of(window()) : List.of();
    Optional<ListRef> listed = chance(25) ? Optional.of(new ListRef(LIST)) : Optional.empty();
    RuleState state = one(STATES);
    Rule rule =
        new Rule("rule-" + number, match, keepLast, during, listed, state, Optional.empty());
    Optional<RuleState> otherwise =
        rule.gated() && chance(70)
            ? Optional.of(one(List.of(RuleState.values()))).filter(other -> other != state)
            : Optional.empty();
    return new Rule(rule.name(), match, keepLast, during, listed, state, otherwise);
  }

  private Match match() {
    List<String> except = chance(30) ? some(EXCEPT) : List.of();
    return switch (random.nextInt(3)) {
      case 0 -> new Match(some(NAMES), List.of(), Optional.empty(), List.of());
      case 1 -> new Match(List.of(), List.of(one(GLOBS), one(GLOBS)), Optional.empty(), except);
      default -> new Match(List.of(), List.of(), Optional.of(one(FORMATS)), except);
    };
  }

  private WeeklyWindow window() {
    String from = one(TIMES);
    String to = one(TIMES.stream().filter(time -> !time.equals(from)).toList());
    return new WeeklyWindow(some(List.of(Weekday.values())), from, to);
  }
}
