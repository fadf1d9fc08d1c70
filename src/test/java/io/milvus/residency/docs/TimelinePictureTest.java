package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.app.Main;
import io.milvus.residency.cli.CliContext;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Compares {@code docs/images/timeline.svg} with what simulate draws for the rolling window. */
class TimelinePictureTest {

  private static final String ARGUMENTS =
      "simulate -f deploy/examples/policies/rolling-window.yaml"
          + " --partitions deploy/examples/worlds/rolling-window.yaml"
          + " --expect p_%Y%m%d --for 7d -o svg";

  @Test
  void isWhatSimulateDraws() throws Exception {
    CommandLine line =
        Main.commandLine(
            new CliContext(InputStream.nullInputStream(), Map.of(), Clock.systemUTC()));
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));

    assertThat(line.execute(ARGUMENTS.split(" ", -1))).isZero();
    assertThat(out.toString())
        .as("to renew: residency " + ARGUMENTS + " > docs/images/timeline.svg")
        .isEqualTo(Files.readString(Path.of("docs", "images", "timeline.svg")));
  }
}
