package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.PythonPackages;
import io.milvus.residency.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The site, as its generator builds it from docs; dead links and pages outside nav fail. */
class SiteIT {

  private static final Path SITE = Path.of("target", "site");
  private static final Pattern LOADED =
      Pattern.compile(
          "<(?:script|img|link(?! rel=\"canonical\"))[^>]*(?:src|href)=\"?(https?:|//)[^>]*>");

  @Test
  void isBuiltWithoutWarningsAndLoadsNothingFromElsewhere() throws IOException {
    Path programs = PythonPackages.programs("mkdocs", Path.of("src", "site", "requirements.txt"));

    Shell.run(
            Map.of("NO_MKDOCS_2_WARNING", "true"),
            programs.resolve("python").toString(),
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--clean",
            "-f",
            "src/site/mkdocs.yml")
        .checked();

    List<Path> pages;
    try (Stream<Path> files = Files.walk(SITE)) {
      pages = files.filter(file -> file.toString().endsWith(".html")).toList();
    }
    assertThat(pages).hasSizeGreaterThan(25);
    for (Path page : pages) {
      assertThat(LOADED.matcher(Files.readString(page)).results().map(m -> m.group()))
          .as("%s", page)
          .isEmpty();
    }
  }
}
