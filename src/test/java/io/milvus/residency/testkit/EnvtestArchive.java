package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The official archive of kube-apiserver, etcd and kubectl for tests, which the project
 * controller-tools publishes. Its version and hashes are pinned in a file.
 *
 * @param source the folder of all archives
 * @param version the version of Kubernetes
 * @param platform the operating system and processor
 * @param sha512 the hash of the archive for that platform; empty if none is pinned
 */
record EnvtestArchive(URI source, String version, String platform, Optional<String> sha512) {

  private static final List<String> PROGRAMS = List.of("kube-apiserver", "etcd", "kubectl");

  /** Reads the pinned archive for the platform of this machine. */
  static EnvtestArchive pinned(Path file) {
    Properties pins = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      pins.load(reader);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    String system = System.getProperty("os.name").equals("Linux") ? "linux" : "other";
    String platform = system + "-" + System.getProperty("os.arch");
    return new EnvtestArchive(
        URI.create(pins.getProperty("source")),
        pins.getProperty("version"),
        platform,
        Optional.ofNullable(pins.getProperty(platform)));
  }

  /** Returns the address of the archive. */
  URI address() {
    return source.resolve("envtest-%s/envtest-%s-%s.tar.gz".formatted(version, version, platform));
  }

  /**
   * Fetches the programs into a folder, or says why that is not possible.
   *
   * @return whether the folder has the programs now
   */
  boolean fetch(Path folder, Download download) throws IOException, InterruptedException {
    if (sha512.isEmpty()) {
      return false;
    }
    System.err.printf(
        "Fetching kube-apiserver, etcd and kubectl %s from %s, once …%n",
        version, source.getHost());
    Path archive = folder.resolve("envtest.tar.gz");
    try {
      download.fetch(address(), archive, sha512.get());
      unpack(archive, folder);
      return true;
    } catch (IOException e) {
      // Else those that are built could not take their places.
      for (String program : PROGRAMS) {
        Files.deleteIfExists(folder.resolve(program));
      }
      System.err.println(
          "  not fetched: "
              + e.getMessage()
              + ". They are built instead, which takes some minutes.");
      return false;
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    Shell.Result unpacked =
        Shell.run(
            Map.of(),
            "tar",
            "-xzf",
            archive.toString(),
            "-C",
            folder.toString(),
            "--strip-components=2",
            "--no-same-owner");
    if (unpacked.code() != 0) {
      throw new IOException("the archive can't be unpacked: " + unpacked.output().strip());
    }
    for (String program : PROGRAMS) {
      if (!Files.isExecutable(folder.resolve(program))) {
        throw new IOException("the archive lacks " + program);
      }
    }
  }
}
