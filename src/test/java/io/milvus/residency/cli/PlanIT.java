package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands run on a real Milvus and from the packaged jar. */
@ExtendWith(RealParts.Extension.class)
class PlanIT {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void plansFromMilvusAndChangesNothing(RealParts parts) {
    String collection = MilvusUser.uniqueName("planned");
    String alias = MilvusUser.uniqueName("alias");
    parts.user().createCollection(collection, "de", "old_1");
    parts.user().createAlias(alias, collection);
    parts.user().load(collection, "old_1");
    await().until(() -> parts.user().loadState(collection, "old_1").equals("Loaded"));
    Map<String, String> before = parts.user().loadStates(collection);
    String policies =
        PolicyTexts.articles().replace("collection: articles", "collection: " + collection)
            + "---\n"
            + PolicyTexts.articles()
                .replace("collection: articles", "collection: " + alias)
                .replace("name: articles", "name: by-alias");

    CommandRun run =
        CommandRun.withInput(policies, "plan", "-f", "-", "--milvus", parts.milvus().uri());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsOnlyOnce("Collection " + collection + " of database default")
        .containsPattern("de +NotLoad +Loaded +serving +search/articles +Loading +now")
        .containsPattern("de +NotLoad +Loaded +serving +search/by-alias +Loading +now")
        .containsPattern("old_1 +Loaded +Released +old +search/articles +ReleasePending +2026");
    assertThat(run.code()).isEqualTo(2);
    assertThat(parts.user().loadStates(collection)).isEqualTo(before);
  }

  @Test
  void reportsMissingCollection(RealParts parts) {
    CommandRun run =
        CommandRun.withInput(
            PolicyTexts.articles().replace("collection: articles", "collection: nowhere"),
            "plan",
            "-f",
            "-",
            "--milvus",
            parts.milvus().uri());

    assertThat(run.err()).contains("Collection nowhere does not exist in database default.");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void sendsTokenOfTheEnvironmentOnlyToOptionMilvus() {
    try (MilvusServer server = MilvusServer.startWithAuthorization();
        MilvusUser root = new MilvusUser(server.uri(), "root:Milvus")) {
      root.createCollection("articles", "de");
      String[] arguments = {"plan", "-f", "-", "--milvus", server.uri()};

      CommandRun anonymous = CommandRun.withInput(PolicyTexts.articles(), arguments);
      CommandRun authenticated =
          CommandRun.with(PolicyTexts.articles(), Map.of("MILVUS_TOKEN", "root:Milvus"), arguments);
      CommandRun uriOfPolicy =
          CommandRun.with(
              PolicyTexts.articles().replace("http://milvus:19530", server.uri()),
              Map.of("MILVUS_TOKEN", "root:Milvus"),
              "plan",
              "-f",
              "-");

      assertThat(anonymous.err()).contains("Set MILVUS_TOKEN");
      assertThat(anonymous.code()).isEqualTo(1);
      assertThat(authenticated.out())
          .contains("Load now: de (replicas and resource groups: Milvus decides).");
      assertThat(uriOfPolicy.err()).as("no policy gets the token").contains("Set MILVUS_TOKEN");
    }
  }

  @Test
  void plansAndValidatesFromTheJar(@TempDir Path folder) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.yaml"), PolicyTexts.articles());
    Path world = Files.writeString(folder.resolve("world.yaml"), "partitions: {de: NotLoad}\n");

    Shell.Result plan = jar("plan", "-f", policy.toString(), "--partitions", world.toString());
    Shell.Result validate = jar("validate", "-f", policy.toString());
    Shell.Result version = jar("plan", "--version");

    assertThat(plan.output())
        .contains("Load now: de (replicas and resource groups: Milvus decides).");
    assertThat(plan.code()).isEqualTo(2);
    assertThat(validate.output()).isEqualToIgnoringNewLines("1 policy checked, 0 problems found.");
    assertThat(validate.code()).isZero();
    assertThat(version.output()).contains("residency 0.1.0");
  }

  @Test
  void printsNoStackTraceFromTheJar(@TempDir Path folder) throws IOException {
    String nowhere = PolicyTexts.articles().replace("http://milvus:", "http://nowhere.invalid:");
    Path policy = Files.writeString(folder.resolve("policy.yaml"), nowhere);

    Shell.Result plan = jar("plan", "-f", policy.toString());

    assertThat(plan.output())
        .startsWith("Collection articles of database default at http://nowhere.invalid:19530: ")
        .doesNotContain("\tat ", "WARNING");
    assertThat(plan.code()).isEqualTo(1);
  }

  private static Shell.Result jar(String... arguments) {
    String[] command = new String[3 + arguments.length];
    System.arraycopy(
        new String[] {JAVA, "-jar", Path.of("target", "residency.jar").toString()},
        0,
        command,
        0,
        3);
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return Shell.run(Map.of(), command);
  }
}
