package io.milvus.residency.plan;

import io.milvus.residency.api.Rule;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.api.WeeklyWindow;
import io.milvus.residency.rules.PartitionList;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Pattern;

/** A model of what one policy wants of one partition, following the page on the policy language. */
final class MatchModel {

  private MatchModel() {}

  enum Says {
    LOAD,
    RELEASE,
    CANNOT_TELL,
    NOTHING
  }

  static Says says(Claim claim, String name, Instant now) {
    for (Rule rule : claim.spec().rules()) {
      if (!family(rule, name)) {
        continue;
      }
      if (!canTell(claim, rule)) {
        return Says.CANNOT_TELL;
      }
      Optional<RuleState> state =
          gates(claim, rule, name, now) ? Optional.of(rule.state()) : rule.otherwise();
      if (state.isPresent()) {
        return switch (state.get()) {
          case LOADED -> Says.LOAD;
          case RELEASED -> Says.RELEASE;
          case IGNORED -> Says.NOTHING;
        };
      }
    }
    return Says.NOTHING;
  }

  /**
   * Returns true if the rule can be decided. A policy that is being deleted uses its lists as last
   * read.
   */
  private static boolean canTell(Claim claim, Rule rule) {
    return list(claim, rule)
        .filter(list -> !claim.leaving() || list.names().isEmpty())
        .flatMap(PartitionList::unreadable)
        .isEmpty();
  }

  static Optional<PartitionList> list(Claim claim, Rule rule) {
    return rule.listedIn().map(list -> claim.lists().get(list.configMapKeyRef()));
  }

  private static boolean family(Rule rule, String name) {
    if (rule.match().names().contains(name)) {
      return true;
    }
    boolean in =
        rule.match().globs().stream().anyMatch(glob -> glob(glob, name))
            || rule.match().dateFormat().flatMap(format -> date(format, name)).isPresent();
    return in
        && !name.equals("_default")
        && rule.match().except().stream().noneMatch(glob -> glob(glob, name));
  }

  private static boolean glob(String glob, String name) {
    return Pattern.matches(glob.replace("?", ".").replace("*", ".*"), name);
  }

  private static boolean gates(Claim claim, Rule rule, String name, Instant now) {
    LocalDateTime local = LocalDateTime.ofInstant(now, claim.spec().timeZone());
    if (rule.keepLast().isPresent()
        && !kept(
            rule.match().dateFormat().orElseThrow(), rule.keepLast().getAsInt(), name, local)) {
      return false;
    }
    if (!rule.during().isEmpty() && rule.during().stream().noneMatch(w -> in(w, local))) {
      return false;
    }
    return list(claim, rule).flatMap(PartitionList::names).map(n -> n.contains(name)).orElse(true);
  }

  private static boolean kept(String format, int last, String name, LocalDateTime local) {
    LocalDateTime date = date(format, name).orElseThrow();
    if (format.contains("%H")) {
      return date.isAfter(local.minusHours(last));
    }
    if (format.contains("%d")) {
      return date.isAfter(local.toLocalDate().minusDays(last).atStartOfDay());
    }
    LocalDate month = local.toLocalDate().withDayOfMonth(1);
    return date.isAfter(month.minusMonths(last).atStartOfDay());
  }

  private static Optional<LocalDateTime> date(String format, String name) {
    if (format.charAt(0) != name.charAt(0)) {
      return Optional.empty();
    }
    String pattern =
        format
            .replaceFirst("^([a-z]_)", "'$1'")
            .replace("%Y", "uuuu")
            .replace("%m", "MM")
            .replace("%d", format.contains("%H") ? "dd" : "dd'T'HH")
            .replace("%H", "'T'HH");
    String text = format.contains("%H") ? name.replaceFirst("(..)$", "T$1") : name;
    String whole =
        format.contains("%H") ? text : format.contains("%d") ? name + "T00" : name + "01T00";
    String full = format.contains("%d") ? pattern : pattern + "dd'T'HH";
    try {
      return Optional.of(
          LocalDateTime.parse(
              whole, DateTimeFormatter.ofPattern(full).withResolverStyle(ResolverStyle.STRICT)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns true if the time is in the window. Clock changes have tests of their own. */
  private static boolean in(WeeklyWindow window, LocalDateTime local) {
    LocalTime time = local.toLocalTime();
    LocalTime from = LocalTime.parse(window.from());
    LocalTime to = LocalTime.parse(window.to());
    boolean today = starts(window, local.toLocalDate());
    if (from.isBefore(to)) {
      return today && !time.isBefore(from) && time.isBefore(to);
    }
    boolean yesterday = starts(window, local.toLocalDate().minusDays(1));
    return (today && !time.isBefore(from)) || (yesterday && time.isBefore(to));
  }

  private static boolean starts(WeeklyWindow window, LocalDate day) {
    return window.days().isEmpty()
        || window.days().stream().anyMatch(d -> d.day() == day.getDayOfWeek());
  }
}
