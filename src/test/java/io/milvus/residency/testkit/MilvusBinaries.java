package io.milvus.residency.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The files of a Milvus server, from the Python package that contains them. */
final class MilvusBinaries {

  /** Unpacks the wheel in Python, which reads both its zip and the xz of the programs in it. */
  private static final String UNPACK =
      """
      import glob, lzma, os, zipfile
      wheel = zipfile.ZipFile(glob.glob('*.whl')[0])
      for name in wheel.namelist():
          base = os.path.basename(name)
          if name.endswith('.lzma'):
              with wheel.open(name) as packed, open(base[:-5], 'wb') as plain:
                  plain.write(lzma.decompress(packed.read()))
              os.chmod(base[:-5], 0o755)
          elif base in ('config.yaml.template', 'glog.conf'):
              with open(base, 'wb') as plain:
                  plain.write(wheel.read(name))
      os.remove(glob.glob('*.whl')[0])
      """;

  /** The version that tests run with. */
  static final String VERSION = "2.3.5";

  /** The programs, and the package while it is unpacked. */
  private static final int MEGABYTES = 350;

  private MilvusBinaries() {}

  /**
   * Returns a folder with a server, its libraries and the template of its configuration.
   *
   * @param version the version of the package
   */
  static Path folder(String version) {
    return Cache.folder("milvus-" + version, folder -> fetch(version, folder));
  }

  private static void fetch(String version, Path folder) throws IOException, InterruptedException {
    Folders.requireSpace(
        folder, MEGABYTES, "Milvus " + version, "set RESIDENCY_CACHE to a folder on another disk");
    Shell.slowly(
        "Fetching Milvus " + version + " (about 60 MB), once",
        Map.of(),
        folder,
        "python3",
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "milvus==" + version);
    Shell.slowly("Unpacking Milvus", Map.of(), folder, "python3", "-c", UNPACK);
  }
}
