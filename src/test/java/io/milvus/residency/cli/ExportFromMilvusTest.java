package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportFromMilvusTest {

  private final ScriptedMilvus milvus = new ScriptedMilvus();
  private final MilvusUser user = new MilvusUser(milvus.uri());

  @AfterEach
  void close() {
    user.close();
    milvus.close();
  }

  @Test
  void writesTheWorldThatPlanReads() throws UserException {
    milvus.setCourse("on", LoadCourse.of(0, 43, 43, 43));
    user.createCollection("articles", "de", "on", "123");
    user.load("articles", "on");

    CommandRun run =
        CommandRun.of(
            "export", "--milvus", milvus.uri(), "--collection", "articles", "-o", "world");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .startsWith("# Collection articles of database default, as read from Milvus.\n")
        .contains("now: 2026-11-23T10:00:00Z ", "\n  \"123\": NotLoad\n", "\n  \"on\": Loading\n");
    Scenario world = ScenarioReader.read("world.yaml", run.out());
    assertThat(world.now()).contains(CommandRun.NOW);
    assertThat(world.collection()).isPresent();
    assertThat(world.partitions()).hasSize(4);
    assertThat(world.progress()).containsOnlyKeys("on");
    assertThat(world.created()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"true, Reading collection 2 of 2 (", "false, ''"})
  void showsProgressOnATerminal(boolean terminal, String shown) {
    user.createCollection("a", "de");
    user.createCollection("b", "fr");
    user.load("a", "de");
    user.load("b", "fr");
    AtomicInteger seconds = new AtomicInteger();
    InstantSource clock = () -> CommandRun.NOW.plusSeconds(seconds.getAndIncrement());
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            Map.of(),
            clock.withZone(ZoneOffset.UTC),
            new Terminal(false, false, terminal));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    Main.commandLine(context)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            "export",
            "--milvus",
            milvus.uri(),
            "--uri",
            "http://m:19530",
            "--collection",
            "a",
            "--collection",
            "b");

    assertThat(out.toString()).doesNotContain("Reading");
    assertThat(err.toString().contains("Reading")).isEqualTo(terminal);
    assertThat(err.toString()).contains(shown);
  }
}
