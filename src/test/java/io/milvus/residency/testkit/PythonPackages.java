package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;

/** Packages of Python in a folder of their own, pinned by their hashes. */
public final class PythonPackages {

  private PythonPackages() {}

  /**
   * Returns the folder of programs of an environment with these packages.
   *
   * @param name the name of the environment
   * @param requirements the file that pins the packages
   */
  public static Path programs(String name, Path requirements) {
    CRC32 checksum = new CRC32();
    try {
      checksum.update(Files.readAllBytes(requirements));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String folder = "python-" + name + "-" + Long.toHexString(checksum.getValue());
    Cache.folder(folder, half -> install(name, requirements.toAbsolutePath(), half));
    return Cache.folder(folder, half -> {}).resolve("bin");
  }

  private static void install(String name, Path requirements, Path folder)
      throws IOException, InterruptedException {
    Shell.slowly(
        "Fetching " + name + " for Python, once",
        Map.of(),
        folder,
        "sh",
        "-ec",
        """
        python3 -m venv --copies . || {
          echo "This needs the module venv of Python 3: run apt-get install python3-venv as root."
          exit 1
        }
        bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
        """,
        "sh",
        requirements.toString());
  }
}
