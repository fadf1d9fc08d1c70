package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end. */
public final class Shell {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private Shell() {}

  /** The exit code of a command, with its output on both streams. */
  public record Result(int code, String output) {
    /** Returns the output of a command that must not fail. */
    public String checked() {
      if (code != 0) {
        throw new IllegalStateException("exit code " + code + ": " + output);
      }
      return output;
    }
  }

  /** Runs a command. */
  public static Result run(Map<String, String> environment, String... command) {
    try {
      Path log = Files.createTempFile("command", ".log");
      try {
        ProcessBuilder builder = builder(environment, log, command);
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(log, StandardCharsets.UTF_8));
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      return new Result(127, command[0] + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a slow command that must not fail, and reports its progress on standard error. */
  static void slowly(String what, Map<String, String> environment, Path folder, String... command)
      throws IOException, InterruptedException {
    System.err.println(what + " …");
    Path log = Files.createTempFile("command", ".log");
    Instant start = Instant.now();
    Process process = builder(environment, log, command).directory(folder.toFile()).start();
    while (!process.waitFor(HEARTBEAT.toSeconds(), TimeUnit.SECONDS)) {
      long seconds = Duration.between(start, Instant.now()).toSeconds();
      System.err.println("  … " + seconds + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " failed:\n" + Files.readString(log, StandardCharsets.UTF_8));
    }
    Files.delete(log);
  }

  private static ProcessBuilder builder(
      Map<String, String> environment, Path log, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder;
  }

  /** Finds a program in PATH. */
  static Optional<Path> find(String program) {
    List<String> folders = Arrays.asList(System.getenv("PATH").split(":"));
    return folders.stream()
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
