package io.milvus.residency.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server process that never outlives this JVM, even if the JVM is killed: a small shell waits for
 * the end of its standard input and then kills the server.
 */
public final class ChildProcess implements AutoCloseable {

  private static final String GUARD =
      "log=$1; shift; \"$@\" >>\"$log\" 2>&1 & trap '' INT TERM HUP; echo $!; cat >/dev/null;"
          + " kill -9 $!";

  private final Process guard;
  private final ProcessHandle process;
  private final Path log;

  private ChildProcess(Process guard, ProcessHandle process, Path log) {
    this.guard = guard;
    this.process = process;
    this.log = log;
  }

  /** Starts a server in a folder, and appends its output to a log. */
  public static ChildProcess start(
      Path folder, Path log, Map<String, String> environment, List<String> command) {
    List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", log.toString()));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded).directory(folder.toFile());
    builder.environment().putAll(environment);
    try {
      Process guard = builder.start();
      BufferedReader out = guard.inputReader(StandardCharsets.UTF_8);
      long pid = Long.parseLong(out.readLine());
      return new ChildProcess(guard, ProcessHandle.of(pid).orElseThrow(), log);
    } catch (IOException e) {
      throw new IllegalStateException("could not start " + command.get(0), e);
    }
  }

  /** Returns whether the process is running. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /** Returns the output so far. */
  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  /** Sends a signal, for example STOP or TERM. */
  public void signal(String name) {
    Shell.run(Map.of(), "kill", "-" + name, Long.toString(pid())).checked();
  }

  /** Terminates the process and waits for its end. */
  public void terminate() {
    process.destroy();
    await();
    guard.destroyForcibly();
  }

  /** Kills the process and waits for its end. */
  @Override
  public void close() {
    process.destroyForcibly();
    await();
    guard.destroyForcibly();
  }

  private void await() {
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the process does not end: " + output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
