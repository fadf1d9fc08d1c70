package io.milvus.residency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.KubeBinaries;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes the jar or the image a plugin of kubectl. */
class PluginIT {

  private static final Path SCRIPT = Path.of("deploy", "plugin", "kubectl-residency");
  private static final Path JAR = Path.of("target", "residency.jar").toAbsolutePath();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path script;

  @BeforeEach
  void putOnThePath() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    script = Files.copy(SCRIPT.toAbsolutePath(), bin.resolve("kubectl-residency"));
    Files.createSymbolicLink(
        bin.resolve("kubectl_complete-residency"), Path.of("kubectl-residency"));
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("RESIDENCY_JAR", "");
    environment.put("RESIDENCY_IMAGE", "");
    environment.put("HOME", folder.toString());
    environment.put("KUBECONFIG", "");
  }

  @Test
  void isACommandOfKubectl() {
    environment.put("RESIDENCY_JAR", JAR.toString());

    Shell.Result help = kubectl("residency", "approve", "--help");
    Shell.Result lost = kubectl("residency", "approve", "articles");
    Shell.Result complete = kubectl("__complete", "residency", "reconcile", "--ti");

    assertThat(help.output())
        .startsWith("Usage: kubectl residency approve ")
        .contains("\n  kubectl residency approve articles -n search\n");
    assertThat(lost.output())
        .isEqualTo(
            "No cluster found: KUBECONFIG is not set, and "
                + folder
                + "/.kube/config does not exist. Name a kubeconfig file in --kubeconfig or"
                + " KUBECONFIG.\n");
    assertThat(lost.code()).isEqualTo(1);
    assertThat(complete.output().lines()).contains("--timeout", ":4");
  }

  @Test
  void findsTheJarBesideItself() throws IOException {
    Files.createSymbolicLink(script.resolveSibling("residency.jar"), JAR);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("residency"), script);

    Shell.Result version = Shell.run(environment, link.toString(), "help", "hold");

    assertThat(version.output()).startsWith("Usage: residency hold ");
  }

  @Test
  void findsTheJarBesideItselfWhateverCdPrints() throws IOException {
    Files.createSymbolicLink(script.resolveSibling("residency.jar"), JAR);
    environment.put("CDPATH", folder.toString());

    Shell.Result help =
        Shell.run(
            environment,
            "sh",
            "-c",
            "cd / && cd " + folder + " && sh bin/kubectl-residency --help");

    assertThat(help.output()).contains("Usage: kubectl residency ");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(Shell.run(environment, script.toString(), "plan").output())
        .startsWith("kubectl-residency: there is no " + folder + "/bin/residency.jar.")
        .contains("RESIDENCY_JAR", "RESIDENCY_IMAGE");
    environment.put("RESIDENCY_JAR", "/no/such.jar");
    Shell.Result missing = Shell.run(environment, script.toString(), "plan");
    assertThat(missing.output()).contains("RESIDENCY_JAR /no/such.jar: there is no such file.");
    assertThat(missing.code()).isEqualTo(1);
  }

  @Test
  void startsTheImageWithTheFilesOfTheUser() throws IOException {
    Path docker =
        Files.writeString(folder.resolve("bin/docker"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path kubeconfig = Files.writeString(folder.resolve("my c*fig"), "");
    Files.writeString(folder.resolve("my config"), "");
    environment.put("RESIDENCY_IMAGE", "registry.example.com/residency-operator:0.1.0");
    environment.put("MILVUS_TOKEN", "root:secret");

    Shell.Result run =
        Shell.run(
            environment, script.toString(), "hold", "a b", "--kubeconfig", kubeconfig.toString());

    assertThat(run.output().lines())
        .startsWith("run", "--rm", "-i", "--network", "host", "--read-only", "--user")
        .containsSubsequence("-v", kubeconfig + ":" + kubeconfig + ":ro")
        .containsSubsequence("-e", "MILVUS_TOKEN")
        .endsWith(
            "registry.example.com/residency-operator:0.1.0",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            "/app/residency.jar",
            "hold",
            "a b",
            "--kubeconfig",
            kubeconfig.toString());
    assertThat(run.output()).doesNotContain("secret", "my config");
  }

  private Shell.Result kubectl(String... arguments) {
    String[] command = new String[1 + arguments.length];
    command[0] = KubeBinaries.kubectl().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Shell.run(environment, command);
  }
}
