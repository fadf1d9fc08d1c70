package io.milvus.residency.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.docs.Page;
import io.milvus.residency.docs.ShownOutput;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.NamespaceUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.TcpRelay;
import io.milvus.residency.testkit.milvus.LoadCourse;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command report, run by a user who may only view policies of one namespace. */
@ExtendWith(RealParts.Extension.class)
class ReportIT {

  private static final Pattern COMMAND =
      Pattern.compile("^ *kubectl (annotate .+)$", Pattern.MULTILINE);

  private final String collection = MilvusUser.uniqueName("reported");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int report(Path kubeconfig, String... arguments) {
    out.getBuffer().setLength(0);
    CommandLine line =
        Main.commandLine(
            new CliContext(
                new ByteArrayInputStream(new byte[0]),
                Map.of("KUBECONFIG", kubeconfig.toString()),
                Clock.systemUTC()));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "report";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return line.execute(all);
  }

  private Path viewer(RealParts parts, OperatorFixture operator) {
    return NamespaceUser.create(
            parts.kube(), folder, operator.namespace(), "reader", "residency-view")
        .kubeconfig();
  }

  @Test
  void printsTheCommandThatApprovesABlockedEdit(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2", "p_3", "p_4");
    parts.user().load(collection, "p_1", "p_2", "p_3", "p_4");
    try (OperatorFixture operator = new OperatorFixture(parts)) {
      Path viewer = viewer(parts, operator);
      operator.apply("cleanup", policy(parts.milvus().uri()));
      operator.awaitReason("cleanup", "ReleaseBlocked");
      OperatorFixture.soon("p_1 is loaded")
          .until(() -> report(viewer), code -> out.toString().contains(" 1/1 "));

      int blocked = report(viewer, "--milvus", parts.milvus().uri());

      assertThat(err.toString()).isEmpty();
      assertThat(blocked).isEqualTo(2);
      assertThat(out.toString())
          .contains("Collection " + collection + " of database default")
          .contains("version: v2.3.5", "Whether an operator runs is not known")
          .contains(
              "Loaded, wanted released by " + operator.namespace() + "/cleanup (rule old): p_2")
          .containsPattern("cleanup +Enforce +needs action +ReleaseBlocked +1/1");
      Matcher command = COMMAND.matcher(out.toString());
      assertThat(command.find()).as(out.toString()).isTrue();
      // The viewer names a context of its own, and may not approve.
      String annotate = command.group(1).replace(" --context test", "");
      assertThat(annotate).isNotEqualTo(command.group(1));
      assertThat(operator.message("cleanup")).contains("`kubectl " + annotate + "`");

      parts.kube().kubectl(annotate.split(" ")).checked();

      operator.awaitReason("cleanup", "InSync");
      operator.awaitStates(collection, Map.of("p_1", "Loaded", "p_2", "NotLoad"));
      assertThat(report(viewer)).isZero();
      assertThat(out.toString()).contains("as declared: 1").doesNotContain("annotate");
      assertThat(report(viewer, "-o", "html")).isZero();
      assertThat(out.toString()).startsWith("<!DOCTYPE html>").contains("/cleanup", "as declared");
      assertThat(report(viewer, "-o", "json")).isZero();
      assertThat(out.toString()).contains("\"reason\" : \"InSync\"");
      assertThat(report(viewer, "-A")).isEqualTo(1);
      assertThat(err.toString()).contains("does not let this user list policies in all namespaces");
    }
  }

  private String policy(String uri) {
    return """
        milvus: {uri: "%s"}
        collection: %s
        rules:
          - {name: serving, match: {names: [p_1]}, state: Loaded}
          - {name: old, match: {globs: ["p_*"]}, state: Released}
        interval: 5s
        safety: {releaseDelay: 0s}
        """
        .formatted(uri, collection);
  }

  @Test
  void watchesTheProgressOfLoadsAcrossALostConnection(RealParts parts) throws Exception {
    try (ScriptedMilvus milvus = new ScriptedMilvus();
        OperatorFixture operator = new OperatorFixture(parts);
        TcpRelay relay = new TcpRelay("127.0.0.1", 0, parts.kube().uri())) {
      try (MilvusUser user = new MilvusUser(milvus.uri())) {
        user.createCollection(collection, "p_1");
      }
      Path file = viewer(parts, operator);
      String relayed =
          Files.readString(file).replace(parts.kube().uri(), "https://127.0.0.1:" + relay.port());
      Files.writeString(file, relayed);
      milvus.setCourse("p_1", LoadCourse.of(0, 43, 43, 43, 43, 43, 100));
      CompletableFuture<Integer> code = new CompletableFuture<>();
      Thread watch = new Thread(() -> code.complete(report(file, "--watch")));
      watch.start();

      operator.apply("loads", policy(milvus.uri()));

      awaitLine(out, "/loads in progress; Loading; 0/1 loaded; p_1=43%");
      assertThat(
              ShownOutput.missing(
                  ShownOutput.amid(shown()),
                  out.toString().replace(operator.namespace() + "/", "search/")))
          .as(out.toString())
          .isEmpty();
      relay.freeze();
      awaitLine(err, "trying again: The API server at");
      operator.awaitReason("loads", "InSync");
      assertThat(out.toString()).doesNotContain("InSync");
      relay.thaw();
      awaitLine(err, "The connection to the API server is back.");
      awaitLine(out, "/loads as declared; InSync; 1/1 loaded");
      operator.delete("loads");
      awaitLine(out, "/loads deleted");

      watch.interrupt();
      assertThat(code.get()).isZero();
    }
  }

  /** Returns the line of the page; it is of another time. */
  private static List<String> shown() {
    return Page.read(Path.of("docs", "commands", "report.md")).shownFor(ReportIT.class).stream()
        .map(line -> line.replaceFirst("^\\S+Z ", "… "))
        .toList();
  }

  private static void awaitLine(StringWriter text, String part) {
    OperatorFixture.soon(part).until(text::toString, all -> all.contains(part));
  }
}
