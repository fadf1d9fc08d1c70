package io.milvus.residency.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.milvus.residency.threads.DaemonThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * A file that sets the log level while the operator runs, such as a ConfigMap that is mounted.
 * Without the file, the log has the level that it started with.
 */
final class LogLevelFile {

  private static final String VARIABLE = "RESIDENCY_LOG_LEVEL_FILE";
  private static final Logger ROOT =
      (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevelFile.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG");

  private final Path file;
  private final Level initial = ROOT.getLevel();

  /** The text that was read last; empty if there was no file. */
  private Optional<String> last = Optional.empty();

  private LogLevelFile(Path file) {
    this.file = file;
  }

  /** Reads the file of a process at once and then every 5 s, until the process ends. */
  static void follow(Map<String, String> environment) {
    String file = environment.getOrDefault(VARIABLE, "");
    if (file.isBlank()) {
      return;
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(DaemonThreadFactory.named("log-level"));
    LogLevelFile level = new LogLevelFile(Path.of(file));
    Future<?> unused =
        timer.scheduleWithFixedDelay(level::apply, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void apply() {
    Optional<String> now = read();
    if (now.equals(last)) {
      return;
    }
    last = now;
    String level = now.orElse(initial.toString());
    if (now.isPresent() && !LEVELS.contains(level)) {
      LOG.warn(
          "{} must contain ERROR, WARN, INFO or DEBUG. The log level is still {}.",
          file,
          ROOT.getLevel());
      return;
    }
    ROOT.setLevel(Level.toLevel(level));
    LOG.info("The log level is {}", level);
  }

  /** Returns the text of the file, or empty if there is none; as last time if it can't be read. */
  private Optional<String> read() {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.debug("Failed to read {}", file, e);
      return last;
    }
  }
}
