package io.milvus.residency.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The links between the pages, and from the pages to files. */
class LinksTest {

  @Test
  void leadToFilesAndHeadings() {
    List<String> broken = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!link.matches("[a-z]+:.*") && !exists(page, link)) {
          broken.add(page.path() + ": " + link);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  /** A page that no other page names is never read. */
  @Test
  void leadToEveryPage() {
    List<Path> linked =
        Page.all().stream()
            .flatMap(page -> page.links().stream().map(link -> target(page, link)))
            .toList();

    assertThat(Page.all())
        .extracting(Page::path)
        .filteredOn(path -> path.startsWith("docs") && !path.endsWith("docs/index.md"))
        .isSubsetOf(linked);
  }

  private static boolean exists(Page page, String link) {
    Path target = target(page, link);
    int anchor = link.indexOf('#');
    return Files.exists(target)
        && (anchor < 0 || Page.read(target).anchors().contains(link.substring(anchor + 1)));
  }

  private static Path target(Page page, String link) {
    String file = link.replaceAll("#.*", "");
    return file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
  }
}
