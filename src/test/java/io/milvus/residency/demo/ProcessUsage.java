package io.milvus.residency.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The time and memory that a process has used, as Linux accounts for them in {@code /proc}.
 *
 * @param cpu the time on processors, in user and kernel mode, to 10 ms
 * @param resident the resident memory, in MiB
 * @param anonymous the part of it that is not backed by files, in MiB: the part that a memory limit
 *     can't reclaim
 * @param peak the largest resident memory so far, in MiB
 * @param threads the number of threads
 */
record ProcessUsage(Duration cpu, long resident, long anonymous, long peak, long threads) {

  /** The length of a tick of the kernel's accounting, which {@code getconf CLK_TCK} tells. */
  private static final Duration TICK = Duration.ofMillis(10);

  /** Reads what a running process has used. */
  static ProcessUsage of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      // The name of the program, in parentheses, may contain blanks.
      String stat = Files.readString(proc.resolve("stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
      List<String> status = Files.readAllLines(proc.resolve("status"));
      return new ProcessUsage(
          TICK.multipliedBy(ticks),
          field(status, "VmRSS") / 1024,
          field(status, "RssAnon") / 1024,
          field(status, "VmHWM") / 1024,
          field(status, "Threads"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of open sockets of a running process, those that listen included. */
  static long sockets(long pid) {
    Path files = Path.of("/proc", Long.toString(pid), "fd");
    try (Stream<Path> open = Files.list(files)) {
      return open.filter(ProcessUsage::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      // Closed meanwhile.
      return false;
    }
  }

  private static long field(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
