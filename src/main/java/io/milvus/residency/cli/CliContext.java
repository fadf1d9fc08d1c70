package io.milvus.residency.cli;

import java.io.InputStream;
import java.time.Clock;
import java.util.Map;

/**
 * The surroundings of a command beside its arguments.
 *
 * @param in standard input
 * @param environment the environment variables
 * @param clock the clock for plans without a time of their own
 */
public record CliContext(InputStream in, Map<String, String> environment, Clock clock) {

  /** Returns the surroundings of this process. */
  public static CliContext ofProcess() {
    return new CliContext(System.in, System.getenv(), Clock.systemUTC());
  }
}
