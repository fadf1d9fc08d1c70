package io.milvus.residency.testkit;

import java.time.Duration;
import java.time.Instant;

/** Lines on standard error, every 15 s, for people who wait. */
final class Progress {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** The share before which an estimate would say nothing. */
  private static final double EARLY = 0.05;

  private final String what;
  private final Instant start = Instant.now();
  private Instant reported = start;

  /** Creates the progress of something that starts now. */
  Progress(String what) {
    this.what = what;
  }

  /**
   * Prints a line, unless there was one less than 15 s ago.
   *
   * @param state what is known of the state; empty if nothing is
   * @param share how much is done, 0 to 1; 0 if nobody knows
   */
  void report(String state, double share) {
    Instant now = Instant.now();
    if (Duration.between(reported, now).compareTo(HEARTBEAT) < 0) {
      return;
    }
    reported = now;
    System.err.println(line(Duration.between(start, now), state, share));
  }

  String line(Duration passed, String state, double share) {
    String line = "  … " + what + ": " + (state.isEmpty() ? "" : state + ", ");
    return line + passed.toSeconds() + " s" + (share < EARLY ? "" : ", " + left(passed, share));
  }

  private static String left(Duration passed, double share) {
    double seconds = passed.toMillis() / 1000.0 * (1 - share) / share;
    return seconds < 60 ? "less than a minute left" : "about %.0f min left".formatted(seconds / 60);
  }
}
