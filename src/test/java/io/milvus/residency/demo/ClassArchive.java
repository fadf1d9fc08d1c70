package io.milvus.residency.demo;

import io.milvus.residency.testkit.Shell;
import java.nio.file.Path;
import java.util.Map;

/**
 * The archive of classes that the JVM maps into memory instead of loading them one by one, as in
 * the image. It is made from a list that is checked in, and fits one JVM and one jar only.
 */
final class ClassArchive {

  private static final Path LIST = Path.of("src", "image", "classes.lst");
  private static final Path ARCHIVE = Path.of("target", "residency.jsa");

  private ClassArchive() {}

  /** Makes the archive, in some seconds, and returns the option of the JVM that uses it. */
  static String option(Path java, Path jar) {
    String file = ARCHIVE.toAbsolutePath().toString();
    Shell.run(
            Map.of(),
            java.toString(),
            "-XX:+UseSerialGC",
            "-Xshare:dump",
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-XX:SharedClassListFile=" + LIST.toAbsolutePath(),
            "-XX:SharedArchiveFile=" + file,
            "-cp",
            jar.toAbsolutePath().toString())
        .checked();
    return "-XX:SharedArchiveFile=" + file;
  }
}
