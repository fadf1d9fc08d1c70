package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs commands to their end. */
public final class Shell {

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
    Progress progress = new Progress(what.replace(", once", ""));
    slowly(environment, folder, output -> progress.report("", 0), command);
  }

  /**
   * Runs a slow command that must not fail. It ends with this JVM.
   *
   * @param reporter gets the lines of the output so far, on both streams, every second
   * @return the whole output
   */
  static String slowly(
      Map<String, String> environment,
      Path folder,
      Consumer<Stream<String>> reporter,
      String... command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("command", ".log");
    Process process = builder(environment, log, command).directory(folder.toFile()).start();
    Thread kill = new Thread(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(kill);
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
          reporter.accept(lines);
        }
      }
      String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed:\n" + output);
      }
      return output;
    } finally {
      kill(process);
      Files.delete(log);
      forget(kill);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static void forget(Thread hook) throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      new CountDownLatch(1).await(); // The JVM is ending: nobody needs to read about the command.
    }
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
