package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.LoadPriority;
import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.testkit.MilvusRights;
import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * The steps of docs/privileges.md on a real Milvus, and the user that they create. Each line of the
 * page's Python runs as the RPC that pymilvus sends for it.
 */
class PrivilegesIT {

  /** The first block of Python; the second is for later versions. */
  private static final Pattern BLOCK = Pattern.compile("(?s)\n```python\n(.*?)\n```\n");

  private static final Pattern CALL = Pattern.compile("(?m)^client\\.(\\w+)\\((.*)\\)$");
  private static final Pattern ARGUMENT = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final String LOADER = "loader:pa55word-of-loader";
  private static final List<String> PARTITIONS = List.of("de");

  private static MilvusServer server;
  private static MilvusUser root;

  @BeforeAll
  static void followThePage() throws IOException {
    server = MilvusServer.startWithAuthorization();
    root = server.user("root:Milvus");
    root.createCollection("articles", "de");
    Matcher block = BLOCK.matcher(page());
    assertThat(block.find()).isTrue();
    CALL.matcher(block.group(1)).results().forEach(call -> execute(call.group(1), call.group(2)));
  }

  @AfterAll
  static void stop() {
    root.close();
    server.close();
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs", "privileges.md"));
  }

  private static void execute(String method, String arguments) {
    Map<String, String> named = new HashMap<>();
    Matcher matcher = ARGUMENT.matcher(arguments);
    while (matcher.find()) {
      named.put(matcher.group(1), matcher.group(2));
    }
    MilvusRights rights = new MilvusRights(root);
    switch (method) {
      case "create_user" -> rights.createUser(named.get("user_name"), named.get("password"));
      case "create_role" -> rights.createRole(named.get("role_name"));
      case "grant_role" -> rights.grantRole(named.get("user_name"), named.get("role_name"));
      case "grant_privilege" ->
          rights.grant(
              named.get("role_name"),
              named.get("object_type"),
              named.get("object_name"),
              named.get("privilege"));
      default -> throw new IllegalStateException(method);
    }
  }

  private record Doctor(int code, String out) {
    static Doctor run() {
      CommandLine line =
          Main.commandLine(
              new CliContext(
                  InputStream.nullInputStream(),
                  Map.of("MILVUS_TOKEN", LOADER),
                  Clock.systemUTC()));
      StringWriter out = new StringWriter();
      line.setOut(new PrintWriter(out, true));
      int code = line.execute("doctor", "--milvus", server.uri(), "--collection", "articles");
      return new Doctor(code, out.toString());
    }
  }

  @Test
  void letsUserOfThePageDoAllThatTheOperatorDoes() throws MilvusException {
    try (GrpcConnections connections = new GrpcConnections()) {
      Credentials loader = new Credentials.Token(LOADER);
      Milvus milvus =
          connections.to(new ConnectionConfig(server.uri(), "default", loader, Tls.DEFAULT));
      ObservedCollection seen = milvus.look("articles", Optional.empty());
      milvus.load("articles", PARTITIONS, LoadSettings.SERVER_DEFAULT, LoadPriority.HIGH);
      milvus.loadStates("articles", seen.partitions());
      milvus.serving("articles", seen.partitions());
      milvus.look("articles", Optional.of(seen));
      milvus.release("articles", PARTITIONS);

      assertThat(root.loadState("articles", "de")).isEqualTo("NotLoad");
    }
  }

  @Test
  void printsDoctorOutputThatThePageShows() {
    List<String> shown = Page.read(Path.of("docs", "privileges.md")).shownFor(PrivilegesIT.class);
    int port = URI.create(server.uri()).getPort();

    Doctor doctor = Doctor.run();

    assertThat(doctor.out().strip().replace("127.0.0.1:" + port, "localhost:19530"))
        .isEqualToNormalizingNewlines(String.join("\n", shown));
    assertThat(doctor.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ShowPartitions", "Release"})
  void reportsRevokedPrivilegeInDoctor(String privilege) {
    assertThat(failuresWithout(privilege))
        .singleElement()
        .asString()
        .contains("privilege " + privilege, "grant " + privilege + " on collection articles");
  }

  /** Milvus 2.3.5 requires Load for GetLoadState, too. */
  @Test
  void reportsRevokedLoadInDoctorForBothCallsThatRequireIt() {
    assertThat(failuresWithout("Load"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("grant Load on collection articles"))
        .satisfiesExactly(
            line -> assertThat(line).contains("privilege GetLoadState"),
            line -> assertThat(line).contains("privilege Load "));
  }

  private static List<String> failuresWithout(String privilege) {
    MilvusRights rights = new MilvusRights(root);
    rights.revoke("residency", "Collection", "articles", privilege);
    try {
      Doctor doctor = Doctor.run();

      assertThat(doctor.code()).isEqualTo(2);
      return doctor.out().lines().filter(line -> line.startsWith("FAILURE")).toList();
    } finally {
      rights.grant("residency", "Collection", "articles", privilege);
    }
  }
}
