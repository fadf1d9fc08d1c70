package io.milvus.residency.cli;

import java.io.InputStream;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around it beside its arguments.
 *
 * @param in standard input
 * @param environment the variables of the environment
 * @param clock tells the time
 */
public record CliContext(InputStream in, Map<String, String> environment, Clock clock) {

  /** Those of this process. */
  public static CliContext ofProcess() {
    return new CliContext(System.in, System.getenv(), Clock.systemUTC());
  }
}
