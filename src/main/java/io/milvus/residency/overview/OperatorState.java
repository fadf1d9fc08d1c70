package io.milvus.residency.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The knowledge whether an operator runs, which the Leases of the cluster give. */
public sealed interface OperatorState {

  /** The most operators of several that a notice tells of. */
  int MOST = 5;

  /** The age of a renewal from which on it does not prove an operator: leases last 15 s. */
  Duration SILENT = Duration.ofMinutes(2);

  /**
   * An operator that held its Lease.
   *
   * @param namespace the namespace of the Lease
   * @param renewed when the Lease was last renewed; empty if the operator has given it up
   */
  record Elected(String namespace, Optional<Instant> renewed) implements OperatorState {}

  /**
   * Several operators, each of which may watch some namespaces only.
   *
   * @param operators at least two, by namespace
   */
  record Several(List<Elected> operators) implements OperatorState {
    public Several {
      operators = List.copyOf(operators);
    }
  }

  /** A cluster in which no operator has a Lease. */
  record Absent() implements OperatorState {}

  /**
   * A cluster whose Leases could not be read.
   *
   * @param why the obstacle, as a clause without a full stop
   */
  record NotKnown(String why) implements OperatorState {}

  /** Returns what the Leases say about the statuses. */
  default Notice notice(Instant now) {
    if (this instanceof NotKnown unknown) {
      return new Notice(
          false,
          "Whether an operator runs is not known: "
              + unknown.why()
              + ". The statuses are as the operator wrote them last.");
    }
    if (this instanceof Several several) {
      return several(several.operators(), now);
    }
    if (this instanceof Elected elected) {
      return elected
          .renewed()
          .map(renewed -> renewed(elected.namespace(), renewed, now))
          .orElseGet(
              () ->
                  new Notice(
                      true,
                      "The operator in namespace "
                          + elected.namespace()
                          + " has ended: nobody keeps its statuses up to date. Start it."));
    }
    return new Notice(
        true,
        "No operator has a Lease, so nobody may keep the statuses up to date. Install the operator,"
            + " or ignore this if yours runs without election.");
  }

  /** Returns the namespaces of operators that have a Lease and do not run. */
  default List<String> ended(Instant now) {
    if (this instanceof Several several) {
      return several.operators().stream().flatMap(one -> one.ended(now).stream()).toList();
    }
    return this instanceof Elected elected && elected.notice(now).warning()
        ? List.of(elected.namespace())
        : List.of();
  }

  /** Warns of any that does not run: the others don't tell which policies are its own. */
  private static Notice several(List<Elected> operators, Instant now) {
    List<Notice> notices = operators.stream().map(one -> one.notice(now)).toList();
    List<String> texts = new ArrayList<>();
    notices.stream().filter(Notice::warning).map(Notice::text).forEach(texts::add);
    boolean warning = !texts.isEmpty();
    notices.stream().filter(notice -> !notice.warning()).map(Notice::text).forEach(texts::add);
    int more = texts.size() - MOST;
    return new Notice(
        warning,
        String.join(" ", texts.subList(0, Math.min(MOST, texts.size())))
            + (more > 0 ? " And " + more + " more." : "")
            + (warning ? " Delete the Lease of an operator that was removed on purpose." : ""));
  }

  private static Notice renewed(String namespace, Instant renewed, Instant now) {
    String operator = "The operator in namespace " + namespace;
    if (renewed.isBefore(now.minus(SILENT))) {
      return new Notice(
          true,
          operator
              + " has not renewed its Lease since "
              + Times.text(renewed)
              + " ("
              + Times.ago(renewed, now)
              + " ago), so nobody keeps its statuses up to date. Check that it runs.");
    }
    return new Notice(false, operator + " runs.");
  }
}
