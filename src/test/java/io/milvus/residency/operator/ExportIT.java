package io.milvus.residency.operator;

import static io.milvus.residency.operator.OperatorFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The take-over of a Milvus that others have loaded, on real servers. */
@ExtendWith(RealParts.Extension.class)
class ExportIT {

  /** Noon, so that no day ends during a test. It runs at normal speed. */
  private final Clock noon =
      Clock.offset(
          Clock.systemUTC(),
          Duration.between(Instant.now(), Instant.parse("2026-11-27T12:00:00Z")));

  private static final int DAYS = 4;
  private static final int TENANTS = 10;

  @TempDir private Path folder;

  @Test
  void takesOverWithoutChangingAnything(RealParts parts) throws IOException {
    String collection = MilvusUser.uniqueName("exported");
    List<String> loaded = new ArrayList<>(List.of("_default", "golden"));
    List<String> released = new ArrayList<>(List.of("archive"));
    LocalDate today = LocalDate.now(noon);
    for (int age = 0; age < 2 * DAYS; age++) {
      String name = "p_" + today.minusDays(age).format(DateTimeFormatter.BASIC_ISO_DATE);
      (age < DAYS ? loaded : released).add(name);
    }
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      loaded.add("t_" + tenant);
    }
    List<String> all = new ArrayList<>(loaded);
    all.addAll(released);
    all.remove("_default");
    parts.user().createCollection(collection, all.toArray(String[]::new));
    parts.user().load(collection, loaded.toArray(String[]::new));
    soon("all is loaded")
        .until(
            () ->
                parts.user().loadStates(collection).values().stream()
                    .filter("Loaded"::equals)
                    .count(),
            count -> count == loaded.size());
    Map<String, String> before = parts.user().loadStates(collection);

    try (OperatorFixture operator = new OperatorFixture(parts, noon)) {
      Path file = folder.resolve("policies.yaml");
      String text = export(parts, collection, operator.namespace());
      Files.writeString(file, text);
      assertThat(text)
          .contains("names: [_default, golden]", "dateFormat: \"p_%Y%m%d\"", "keepLast: " + DAYS)
          .contains("globs: [\"t_*\"]")
          .doesNotContain("archive]");
      String name = collection.toLowerCase(Locale.ROOT).replace('_', '-');

      assertThat(run("validate", "-f", file.toString())).contains("0 problems");
      assertThat(parts.kube().kubectl("apply", "-f", file.toString()).checked())
          .doesNotContain("Warning");
      operator.awaitReason(name, "Observing");
      operator.awaitMessage(name, "16 of 16 partitions loaded. Enforce would change nothing.");

      Files.writeString(file, text.replace("mode: Observe", "mode: Enforce"));
      parts.kube().kubectl("apply", "-f", file.toString()).checked();
      operator.awaitReason(name, "InSync");
      assertThat(parts.user().loadStates(collection)).isEqualTo(before);
      assertThat(operator.eventNotes()).isEmpty();
    }
  }

  @Test
  void exportsAllCollectionsByTheirRealNames(RealParts parts) {
    String one = MilvusUser.uniqueName("one");
    String other = MilvusUser.uniqueName("other");
    String empty = MilvusUser.uniqueName("empty");
    String alias = MilvusUser.uniqueName("alias");
    parts.user().createCollection(one, "de");
    parts.user().createCollection(other, "fr");
    parts.user().createCollection(empty, "it");
    parts.user().createAlias(alias, one);
    parts.user().load(one, "de");
    parts.user().load(other, "fr");
    soon("both are loaded")
        .until(
            () ->
                parts.user().loadState(one, "de").equals("Loaded")
                    && parts.user().loadState(other, "fr").equals("Loaded"));

    String all =
        run(
            "export",
            "--milvus",
            parts.milvus().uri(),
            "--uri",
            "http://m:19530",
            "--all-collections");
    String byAlias =
        run(
            "export",
            "--milvus",
            parts.milvus().uri(),
            "--uri",
            "http://m:19530",
            "--collection",
            alias);

    assertThat(all)
        .contains("\n  collection: " + one + "\n", "\n  collection: " + other + "\n")
        .contains("Collection " + empty + " is left out: nothing is loaded")
        .doesNotContain(alias);
    assertThat(byAlias)
        .contains("\n  collection: " + one + "\n")
        .contains(alias + " is an alias of " + one);
  }

  @Test
  void reportsMissingCollection(RealParts parts) {
    assertThat(
            run(
                "export",
                "--milvus",
                parts.milvus().uri(),
                "--uri",
                "http://m",
                "--collection",
                "nowhere"))
        .contains("Collection nowhere does not exist in database default.")
        .doesNotContain("kind:");
  }

  private String export(RealParts parts, String collection, String namespace) {
    String uri = parts.milvus().uri();
    return run(
        "export", "--milvus", uri, "--uri", uri, "--collection", collection, "-n", namespace);
  }

  /** Returns what a command prints, errors included. */
  private String run(String... arguments) {
    CommandLine line =
        Main.commandLine(new CliContext(InputStream.nullInputStream(), Map.of(), noon));
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    line.execute(arguments);
    return text.toString();
  }
}
