package io.milvus.residency.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milvus.residency.app.Main;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;

/** The exit code and output of a command that was run in this process. */
record CommandRun(int code, String out, String err) {

  static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  static CommandRun of(String... arguments) {
    return withInput("", arguments);
  }

  static CommandRun withInput(String input, String... arguments) {
    return with(input, Map.of(), arguments);
  }

  static CommandRun with(String input, Map<String, String> environment, String... arguments) {
    return in(
        new CliContext(
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            environment,
            Clock.fixed(NOW, ZoneOffset.UTC)),
        arguments);
  }

  /** Runs a command on a terminal; each look at the clock takes a second. */
  static CommandRun onTerminal(String... arguments) {
    AtomicLong seconds = new AtomicLong();
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return NOW.plusSeconds(seconds.getAndIncrement());
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
          }
        };
    return in(
        new CliContext(
            InputStream.nullInputStream(), Map.of(), clock, new Terminal(true, true, true)),
        arguments);
  }

  private static CommandRun in(CliContext context, String... arguments) {
    CommandLine line = Main.commandLine(context);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
