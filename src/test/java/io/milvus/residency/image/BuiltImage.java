package io.milvus.residency.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milvus.residency.testkit.ChildProcess;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The image that the profile image has just built, unpacked as a container runtime does. It runs as
 * in a pod: as the user of the image, with a read-only root and no environment but what is given.
 */
final class BuiltImage {

  /** A folder of the root for what a pod would mount. */
  static final String MOUNTS = "/mnt";

  private static final String RUN =
      """
      root=$1; shift
      mount --bind "$root" "$root"
      mount --rbind /proc "$root/proc"
      mount --rbind /dev "$root/dev"
      mount -o remount,bind,ro "$root"
      exec env -i "$@"
      """;

  private final Path root;
  private final List<Path> files;
  private final JsonNode config;

  private BuiltImage(Path root, List<Path> files, JsonNode config) {
    this.root = root;
    this.files = files;
    this.config = config;
  }

  /** Unpacks the archive that the system property {@code image.tar} names. */
  static BuiltImage unpack(Path folder) throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    tar("-xf", System.getProperty("image.tar"), folder);
    JsonNode index = new ObjectMapper().readTree(folder.resolve("index.json").toFile());
    JsonNode manifest = json(folder, index.at("/manifests/0"));
    for (JsonNode layer : manifest.get("layers")) {
      tar("-xzpf", blob(folder, layer).toString(), root);
    }
    try (Stream<Path> files = Files.walk(root)) {
      return new BuiltImage(root, files.toList(), json(folder, manifest.get("config")));
    }
  }

  private static void tar(String options, String file, Path to) {
    Shell.run(Map.of(), "tar", options, file, "--warning=no-unknown-keyword", "-C", to.toString())
        .checked();
  }

  private static JsonNode json(Path folder, JsonNode descriptor) throws IOException {
    return new ObjectMapper().readTree(blob(folder, descriptor).toFile());
  }

  private static Path blob(Path folder, JsonNode descriptor) {
    return folder.resolve("blobs/" + descriptor.get("digest").asText().replace(':', '/'));
  }

  /** Returns the folder that holds the files of the image. */
  Path root() {
    return root;
  }

  /** Returns the files and folders of the image, without what runs of it have added. */
  List<Path> files() {
    return files;
  }

  /** Returns the configuration, as the OCI image specification describes it. */
  JsonNode config() {
    return config;
  }

  /** Writes a file where the image sees it under {@link #MOUNTS}, and returns its path there. */
  String mount(String name, String text) throws IOException {
    Path mounts = Files.createDirectories(root.resolve(MOUNTS.substring(1)));
    Files.writeString(mounts.resolve(name), text);
    return MOUNTS + "/" + name;
  }

  /** Runs the image to its end, with arguments in place of its own. */
  Shell.Result run(Map<String, String> environment, String... arguments) throws IOException {
    return Shell.run(Map.of(), command(environment, List.of(arguments)).toArray(String[]::new));
  }

  /** Starts the image with its own arguments. */
  ChildProcess start(Map<String, String> environment, Path log) throws IOException {
    return ChildProcess.start(root.getParent(), log, Map.of(), command(environment, texts("Cmd")));
  }

  private List<String> command(Map<String, String> environment, List<String> arguments)
      throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.createDirectories(root.resolve("dev"));
    List<String> user = List.of(config.at("/config/User").asText().split(":", 2));
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-euc", RUN, "run", root.toString()));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(
        List.of(
            "unshare",
            "--root=" + root,
            "--wd=" + config.at("/config/WorkingDir").asText(),
            "--setuid=" + user.get(0),
            "--setgid=" + user.get(1),
            "--"));
    command.addAll(emulator());
    command.addAll(texts("Entrypoint"));
    command.addAll(arguments);
    return command;
  }

  /** Returns the command that runs programs of another architecture than this machine's. */
  private List<String> emulator() throws IOException {
    String machine = config.get("architecture").asText().equals("arm64") ? "aarch64" : "amd64";
    if (machine.equals(System.getProperty("os.arch"))) {
      return List.of();
    }
    Path emulator = Path.of("/usr/bin/qemu-" + machine.replace("amd64", "x86_64") + "-static");
    Path copy = root.resolve("qemu");
    if (!Files.exists(copy)) {
      Files.copy(emulator, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return List.of("/qemu");
  }

  /** Returns a list of the configuration, for example Entrypoint. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    config.at("/config/" + name).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
