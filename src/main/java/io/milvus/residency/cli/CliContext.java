package io.milvus.residency.cli;

import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The surroundings of a command beside its arguments.
 *
 * @param in standard input
 * @param environment the environment variables
 * @param clock the clock for plans without a time of their own
 * @param terminal the streams that a person sees or types into
 */
public record CliContext(
    InputStream in, Map<String, String> environment, Clock clock, Terminal terminal) {

  /** Creates the surroundings of a command without a terminal. */
  public CliContext(InputStream in, Map<String, String> environment, Clock clock) {
    this(in, environment, clock, Terminal.NONE);
  }

  /** Returns the present time, without fractions of a second. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns the surroundings of this process. */
  public static CliContext ofProcess() {
    return new CliContext(System.in, System.getenv(), Clock.systemUTC(), Terminal.ofProcess());
  }
}
