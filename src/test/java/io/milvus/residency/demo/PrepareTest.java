package io.milvus.residency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {

  @TempDir private Path folder;

  /** The script of the demo compiles the class before Maven has fetched any library. */
  @Test
  void needsNoLibrary() {
    Path sources = Path.of("src", "test", "java");
    Path source = sources.resolve(Path.of("io", "milvus", "residency", "demo", "Prepare.java"));

    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                folder.toString(),
                "-d",
                folder.toString(),
                "-sourcepath",
                sources.toString(),
                source.toString());

    assertThat(code).isZero();
  }
}
