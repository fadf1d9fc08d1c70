package io.milvus.residency.overview;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.model.PolicyName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A policy and what its status says.
 *
 * @param policy its name
 * @param declared what it asks for
 * @param state what the operator reports
 * @param partitions the number of partitions in each state
 * @param pending the partitions that are not as wanted, the most pressing first
 * @param next the next change that the clock makes
 * @param doubts why the status may not describe the present, each a sentence
 */
public record PolicyOverview(
    PolicyName policy,
    Declaration declared,
    State state,
    Optional<Summary> partitions,
    List<Pending> pending,
    Optional<Next> next,
    List<String> doubts) {

  /**
   * The contents of a spec, in short.
   *
   * @param collection the collection as the policy names it, by its name or an alias
   * @param mode the mode in which an operator that carries out plans treats the policy; empty if
   *     the spec can't be read
   * @param hold whether the annotation {@code hold} is what makes it observe
   * @param timeZone the zone of dates and windows
   * @param rules each rule on one line
   */
  public record Declaration(
      String collection, Optional<Mode> mode, boolean hold, String timeZone, List<String> rules) {

    /** Returns the mode in words. */
    String modeText() {
      return mode.map(Mode::toString).orElse("") + (hold ? ", on hold" : "");
    }
  }

  /**
   * The outcome that the condition Ready reports.
   *
   * @param attention how pressing it is
   * @param reason the reason of the condition; empty without status
   * @param message the message of the condition, or what is known without one
   * @param since since when Ready is True or False
   */
  public record State(
      Attention attention, String reason, String message, Optional<Instant> since) {}
}
