package io.milvus.residency.milvus;

import static java.util.stream.Collectors.joining;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The page that compares the behavior of servers with the contract, a column for each server. */
final class ContractPage {

  private static final String UNKNOWN = "unknown";

  private ContractPage() {}

  /** The result of a test. */
  enum Shown {
    YES("yes"),
    NO("no"),
    NOT_TRIED("–");

    private final String cell;

    Shown(String cell) {
      this.cell = cell;
    }
  }

  /**
   * The behavior that a test checks.
   *
   * @param name the behavior, in words
   * @param needed whether the operator relies on it
   */
  record Behaviour(String name, boolean needed, Shown shown) {

    /** Returns the behavior that the name of a test states. */
    static Behaviour of(String test, boolean needed, Shown shown) {
      return new Behaviour(
          test.replaceAll("(?=\\p{Upper})", " ").toLowerCase(Locale.ROOT), needed, shown);
    }
  }

  /**
   * A server and its results.
   *
   * @param version the version that it reports
   * @param silence why it reports no version; empty if it reports one
   * @param needed the number of behaviors that the operator relies on
   * @param behaviors the results so far
   */
  record Server(
      String name,
      String version,
      Optional<String> silence,
      long needed,
      List<Behaviour> behaviors) {

    /** Returns a server without results; if it has no name, the version is its name. */
    static Server of(String name, String version, long needed) {
      return new Server(
          name.isEmpty() ? version : name, version, Optional.empty(), needed, new ArrayList<>());
    }

    /** Returns a server that reports no version. */
    static Server silent(String name, String why, long needed) {
      return new Server(
          name.isEmpty() ? UNKNOWN : name, UNKNOWN, Optional.of(why), needed, new ArrayList<>());
    }

    /** Returns why the operator refuses the server; empty if it does not. */
    Optional<String> refusal() {
      return ServerVersion.of(version).refusal();
    }

    /** Returns the result of a test that has failed on the server. */
    Shown failed() {
      return silence.isPresent() || refusal().isPresent() ? Shown.NOT_TRIED : Shown.NO;
    }

    /** Returns whether the operator can work with the server. */
    String verdict() {
      if (silence.isPresent()) {
        return "was not tried: " + silence.get();
      }
      Optional<String> refusal = refusal();
      if (refusal.isPresent()) {
        return "refuses it: " + refusal.get();
      }
      long missing = count(Shown.NO);
      if (missing > 0) {
        return "can't work with it: %d of %d needed behaviors are missing"
            .formatted(missing, needed);
      }
      long shown = count(Shown.YES);
      return shown == needed
          ? "can work with it: all " + needed + " needed behaviors are shown"
          : "may work with it: only %d of %d needed behaviors were tried".formatted(shown, needed);
    }

    private long count(Shown shown) {
      return behaviors.stream().filter(b -> b.needed() && b.shown() == shown).count();
    }

    private Shown shown(String behavior) {
      return behaviors.stream()
          .filter(b -> b.name().equals(behavior))
          .findFirst()
          .map(Behaviour::shown)
          .orElse(Shown.NOT_TRIED);
    }
  }

  /**
   * Returns the page, as Markdown.
   *
   * @param command the command that wrote it
   */
  static String text(LocalDate day, String command, List<Server> servers) {
    return """
    # Contract with Milvus

    Run on %s by `%s`. A dash marks what was not tried.

    %s%s
    %s%s
    %s%s"""
        .formatted(
            day,
            command,
            header(Stream.of("Milvus", "Reports the version", "The operator")),
            servers.stream()
                .map(s -> row(Stream.of(s.name(), "`" + s.version() + "`", s.verdict())))
                .collect(joining()),
            header(columns("What the operator relies on", servers, Server::name)),
            rows(servers, true),
            header(columns("What servers do differently", servers, Server::name)),
            rows(servers, false));
  }

  private static String rows(List<Server> servers, boolean needed) {
    TreeSet<String> names = new TreeSet<>();
    servers.forEach(
        server ->
            server.behaviors().stream()
                .filter(behavior -> behavior.needed() == needed)
                .map(Behaviour::name)
                .forEach(names::add));
    return names.stream()
        .map(name -> row(columns(name, servers, server -> server.shown(name).cell)))
        .collect(joining());
  }

  private static Stream<String> columns(
      String first, List<Server> servers, Function<Server, String> cell) {
    return Stream.concat(Stream.of(first), servers.stream().map(cell));
  }

  private static String header(Stream<String> cells) {
    List<String> titles = cells.toList();
    return row(titles.stream()) + row(titles.stream().map(title -> "---"));
  }

  private static String row(Stream<String> cells) {
    return cells.collect(joining(" | ", "| ", " |\n"));
  }
}
