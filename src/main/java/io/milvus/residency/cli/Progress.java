package io.milvus.residency.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A line on the terminal that is drawn again and again while something takes longer than a second.
 * Nothing is shown where standard error is not a terminal.
 */
final class Progress implements AutoCloseable {

  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final Clock clock;
  private final boolean terminal;
  private final Instant start;
  private boolean shown;

  /** Creates the line; it is shown a second later at the earliest. */
  Progress(CliContext context, PrintWriter err) {
    this.err = err;
    this.clock = context.clock();
    this.terminal = context.terminal().errors();
    this.start = clock.instant();
  }

  /** Shows a text in place of the one before. */
  void show(String text) {
    Duration past = Duration.between(start, clock.instant());
    if (terminal && past.compareTo(QUIET) >= 0) {
      err.print(CLEAR + text + " (" + past.toSeconds() + " s)");
      err.flush();
      shown = true;
    }
  }

  /** Removes the line. */
  @Override
  public void close() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
    }
  }
}
