package io.milvus.residency.picture;

import io.milvus.residency.api.Reason;
import io.milvus.residency.model.Phrases;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The words for spans of a timeline; times are in UTC. */
final class SpanWords {

  private static final DateTimeFormatter FULL = formatter("d MMM yyyy HH:mm");
  private static final int LONGEST_MESSAGE = 600;

  private final DateTimeFormatter time;
  private final Instant end;
  private final String last;
  private final RuleColors rules;

  /** Creates the words for one timeline. */
  SpanWords(Timeline timeline, RuleColors rules) {
    long days = Duration.between(timeline.from(), timeline.to()).toDays();
    this.time = days < 300 ? formatter("d MMM HH:mm") : FULL;
    this.end = timeline.incompleteFrom().orElse(timeline.to());
    this.last =
        timeline.incompleteFrom().map(at -> time(at) + ", then not known").orElse("the end");
    this.rules = rules;
  }

  /** Returns a time with its year, as in "27 Nov 2026 09:30". */
  static String full(Instant time) {
    return FULL.format(time);
  }

  /** Returns a time as short as the timeline allows. */
  String time(Instant instant) {
    return time.format(instant);
  }

  /** Returns the period of a span. */
  String period(Span span) {
    return time(span.from()) + " to " + (span.to().isBefore(end) ? time(span.to()) : last);
  }

  /** Returns whether anything is known of a span. */
  boolean known(Span span) {
    return span.from().isBefore(end);
  }

  /** Returns what a span is, and why. */
  String reason(PartitionTimeline partition, Span span) {
    if (span.decision().isEmpty()) {
      return switch (span.presence()) {
        case LOADED -> "Loaded; no policy decides it.";
        case RELEASED -> "Released; no policy decides it.";
        case ABSENT -> partition.expected() ? "Expected; not created yet." : "Does not exist.";
      };
    }
    Span.Decision decision = span.decision().get();
    String rule =
        (decision.rule().isEmpty() ? "no rule" : "rule " + rule(span))
            + decision.notBefore().map(at -> ", not before " + time(at) + " UTC").orElse("");
    String why = why(decision);
    return switch (Mark.of(partition, span)) {
      case LOADED -> "Loaded by " + rule + "." + why;
      case HELD -> "Held (" + hold(decision.reason()) + "): to be released by " + rule + "." + why;
      case WAITING ->
          "Waiting (" + hold(decision.reason()) + "): to be loaded by " + rule + "." + why;
      case EXPECTED -> "Expected; not created yet. Released by " + rule + "." + why;
      case RELEASED ->
          span.presence() == Presence.ABSENT
              ? "Does not exist."
              : "Released by " + rule + "." + why;
    };
  }

  /** Returns the word for what keeps a change from being made. */
  static String hold(Reason reason) {
    return switch (reason) {
      case RELEASE_BLOCKED -> "guard";
      case RELEASE_PENDING -> "delay";
      case MIN_RESIDENT_REACHED -> "floor";
      case MAX_LOADED_REACHED -> "limit";
      case SWAP_PENDING -> "order";
      case OBSERVING -> "observing";
      case SUSPENDED -> "suspended";
      case CONTESTED -> "contested";
      default -> reason.toString();
    };
  }

  private String rule(Span span) {
    return RuleColors.Rule.of(span).map(rules::name).orElse("");
  }

  private String why(Span.Decision decision) {
    StringBuilder why = new StringBuilder();
    if (decision.reason() != Reason.IN_SYNC) {
      why.append(' ').append(decision.reason());
      String message = Phrases.cut(decision.message(), LONGEST_MESSAGE);
      why.append(message.isEmpty() ? "." : ": " + message);
    } else if (!decision.message().isEmpty()) {
      why.append(' ').append(Phrases.cut(decision.message(), LONGEST_MESSAGE));
    }
    return why.toString();
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }
}
