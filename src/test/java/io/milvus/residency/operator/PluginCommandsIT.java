package io.milvus.residency.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Annotations;
import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.cli.Terminal;
import io.milvus.residency.docs.Page;
import io.milvus.residency.docs.ShownOutput;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.NamespaceUser;
import io.milvus.residency.testkit.RealParts;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands approve, hold, resume and reconcile, run by an ordinary user. */
@ExtendWith(RealParts.Extension.class)
class PluginCommandsIT {

  private static final Terminal TERMINAL = new Terminal(true, true, true);

  private final String collection = MilvusUser.uniqueName("plugin");

  @TempDir Path folder;

  @Test
  void approvesExactlyTheShownReleases(RealParts parts) {
    try (OperatorFixture operator = blocked(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");
      NamespaceUser viewer = user(parts, operator, "viewer", "residency-view");
      String approval =
          operator.policy("cleanup").getStatus().blocked().orElseThrow().approval().orElseThrow();

      Run script = run(editor, Terminal.NONE, "", "approve", "cleanup");
      assertThat(script.out())
          .contains("Policy " + operator.namespace() + "/cleanup: 3 releases wait for approval.")
          .contains("this edit would release 3 of 4 resident partitions (limit: ")
          .containsPattern("(?m)^  p_2  rule old$")
          .containsPattern("(?m)^  p_3  rule old$")
          .containsPattern("(?m)^  p_4  rule old$")
          .contains("Approval: " + approval);
      assertThat(script.err()).contains("no terminal to ask on").contains("--yes");
      assertThat(script.code()).isEqualTo(1);

      Run refused = run(editor, TERMINAL, "n\n", "approve", "cleanup");
      assertThat(refused.err()).contains("Approve 3 releases of " + operator.namespace());
      assertThat(refused.out()).endsWith("not approved.\n");
      assertThat(refused.code()).isEqualTo(2);

      Run forbidden = run(viewer, TERMINAL, "y\n", "approve", "cleanup");
      assertThat(forbidden.err()).contains("does not let this user patch policies").contains("403");
      assertThat(forbidden.code()).isEqualTo(1);
      assertThat(approved(operator)).isEmpty();
      assertThat(parts.user().loadStates(collection)).containsEntry("p_2", "Loaded");

      String screen = screen(editor, "y", "approve", "cleanup");
      List<String> shown =
          Page.read(Path.of("docs", "commands", "plugin.md")).shownFor(PluginCommandsIT.class);
      assertThat(ShownOutput.missing(shown, screen.replace(operator.namespace(), "search")))
          .as(screen)
          .isEmpty();
      assertThat(approved(operator)).contains(approval);
      operator.awaitStates(
          collection,
          Map.of("p_1", "Loaded", "p_2", "NotLoad", "p_3", "NotLoad", "p_4", "NotLoad"));
      operator.awaitReason("cleanup", "InSync");

      Run nothing = run(editor, TERMINAL, "", "approve", "cleanup");
      assertThat(nothing.out()).contains("nothing to approve. Ready True InSync");
      assertThat(nothing.code()).isEqualTo(2);
    }
  }

  @Test
  void approvesAllOfSeveralPoliciesWithYes(RealParts parts) {
    try (OperatorFixture operator = blocked(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");

      Run run = run(editor, Terminal.NONE, "", "approve", "missing", "cleanup", "--yes");

      assertThat(run.err())
          .contains("There is no policy " + operator.namespace() + "/missing. List the policies:");
      assertThat(run.out()).contains(operator.namespace() + "/cleanup: approved.");
      assertThat(run.code()).isEqualTo(1);
      operator.awaitReason("cleanup", "InSync");
    }
  }

  @Test
  void refusesToApproveAnEditThatChangedSinceItWasShown(RealParts parts) {
    try (OperatorFixture operator = blocked(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");

      Run changed =
          run(
              editor,
              TERMINAL,
              new LateAnswer(
                  () -> {
                    operator.apply("cleanup", spec(parts, "nothing_*", "fresh, p_1, p_2"));
                    operator.awaitReason("cleanup", "InSync");
                  }),
              "approve",
              "cleanup");

      assertThat(changed.err()).contains("has changed since it was shown, so nothing was approved");
      assertThat(changed.code()).isEqualTo(1);
      assertThat(approved(operator)).isEmpty();
    }
  }

  @Test
  void approvesDespiteChangesThatAreNoneOfTheEdit(RealParts parts) {
    try (OperatorFixture operator = blocked(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");

      Run run =
          run(
              editor,
              TERMINAL,
              new LateAnswer(() -> operator.annotate("cleanup", "team=search")),
              "approve",
              "cleanup");

      assertThat(run.code()).as(run.err()).isZero();
      operator.awaitReason("cleanup", "InSync");
    }
  }

  @Test
  void holdsAndResumes(RealParts parts) {
    try (OperatorFixture operator = inSync(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");

      Run held = run(editor, Terminal.NONE, "", "hold", "serving");
      assertThat(held.code()).as(held.err()).isZero();
      assertThat(held.out())
          .contains("is on hold. To resume: residency resume serving -n " + operator.namespace());
      operator.awaitReason("serving", "Observing");
      operator.apply("serving", serving(parts, "p_2"));
      operator.awaitMessage("serving", "Enforce would load p_2");
      assertThat(run(editor, Terminal.NONE, "", "hold", "serving").out())
          .contains("on hold already");
      assertThat(parts.user().loadState(collection, "p_2")).isEqualTo("NotLoad");

      Run resumed = run(editor, Terminal.NONE, "", "resume", "serving");
      assertThat(resumed.code()).as(resumed.err()).isZero();
      operator.awaitReason("serving", "InSync");
      operator.awaitStates(collection, Map.of("p_2", "Loaded"));
      assertThat(run(editor, Terminal.NONE, "", "resume", "serving").out())
          .contains("was not on hold.");
    }
  }

  @Test
  void reconcilesNow(RealParts parts) {
    try (OperatorFixture operator = inSync(parts)) {
      NamespaceUser editor = user(parts, operator, "editor", "residency-view", "residency-edit");

      Run run = run(editor, Terminal.NONE, "", "reconcile", "serving");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("/serving: handled. Ready True InSync");

      operator.stopOperator();
      Run late = run(editor, Terminal.NONE, "", "reconcile", "serving", "--timeout", "1s");
      assertThat(late.err()).contains("has not handled the request within 1s. Check that it runs");
      assertThat(late.code()).isEqualTo(2);
    }
  }

  private OperatorFixture blocked(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2", "p_3", "p_4", "fresh");
    parts.user().load(collection, "p_1", "p_2", "p_3", "p_4");
    OperatorFixture operator = new OperatorFixture(parts);
    operator.apply("cleanup", spec(parts, "p_*", "p_1, fresh"));
    operator.awaitReason("cleanup", "ReleaseBlocked");
    operator.awaitStates(collection, Map.of("fresh", "Loaded"));
    return operator;
  }

  private OperatorFixture inSync(RealParts parts) {
    parts.user().createCollection(collection, "p_1", "p_2");
    OperatorFixture operator = new OperatorFixture(parts);
    operator.apply("serving", serving(parts, "p_1"));
    operator.awaitReason("serving", "InSync");
    return operator;
  }

  private String serving(RealParts parts, String names) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules: [{name: serving, match: {names: [%s]}, state: Loaded}]
    interval: 1h
    """
        .formatted(parts.milvus().uri(), collection, names);
  }

  private String spec(RealParts parts, String glob, String names) {
    return """
    milvus: {uri: "%s"}
    collection: %s
    rules:
      - {name: serving, match: {names: [%s]}, state: Loaded}
      - {name: old, match: {globs: ["%s"]}, state: Released}
    interval: 5s
    safety: {releaseDelay: 0s}
    """
        .formatted(parts.milvus().uri(), collection, names, glob);
  }

  private static Optional<String> approved(OperatorFixture operator) {
    return Annotations.of(operator.policy("cleanup")).approve();
  }

  private NamespaceUser user(
      RealParts parts, OperatorFixture operator, String name, String... roles) {
    return NamespaceUser.create(parts.kube(), folder, operator.namespace(), name, roles);
  }

  private record Run(int code, String out, String err) {}

  /** Returns what a person sees who gives an answer: both streams, and the answer. */
  private static String screen(NamespaceUser user, String answer, String... arguments) {
    InputStream input = new ByteArrayInputStream((answer + "\n").getBytes(UTF_8));
    StringWriter text = new StringWriter();
    PrintWriter streams = new PrintWriter(text, true);
    commandLine(user, TERMINAL, input).setOut(streams).setErr(streams).execute(arguments);
    return text.toString().replace("[y/N] ", "[y/N] " + answer + "\n");
  }

  private static CommandLine commandLine(NamespaceUser user, Terminal terminal, InputStream input) {
    return Main.commandLine(new CliContext(input, user.environment(), Clock.systemUTC(), terminal));
  }

  private static Run run(NamespaceUser user, Terminal terminal, String input, String... arguments) {
    return run(user, terminal, new ByteArrayInputStream(input.getBytes(UTF_8)), arguments);
  }

  private static Run run(
      NamespaceUser user, Terminal terminal, InputStream input, String... arguments) {
    CommandLine line = commandLine(user, terminal, input);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Run(line.execute(arguments), out.toString(), err.toString());
  }

  /** A person who agrees, but not before something has happened. */
  private static final class LateAnswer extends FilterInputStream {
    private final Runnable before;
    private final AtomicBoolean asked = new AtomicBoolean();

    private LateAnswer(Runnable before) {
      super(new ByteArrayInputStream("y\n".getBytes(UTF_8)));
      this.before = before;
    }

    @Override
    public int read() throws IOException {
      happen();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      happen();
      return super.read(bytes, offset, length);
    }

    private void happen() {
      if (!asked.getAndSet(true)) {
        before.run();
      }
    }
  }
}
