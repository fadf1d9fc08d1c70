package io.milvus.residency.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.testkit.BrowserTab;
import io.milvus.residency.testkit.Chromium;
import io.milvus.residency.testkit.ShownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of an overview in a real browser. The screenshots in target/overview are for people. */
class OverviewPageIT {

  private static final Path SHOTS = Path.of("target", "overview");

  @TempDir private static Path folder;
  private static Chromium chromium;

  private BrowserTab tab;

  /** The overviews that are shown. */
  enum Scene {
    EACH_STATE,
    COLLECTIONS_40,
    POLICIES_5000;

    private Overview overview() {
      return switch (this) {
        case EACH_STATE -> Overviews.eachState();
        case COLLECTIONS_40 -> Overviews.many(40, 1);
        case POLICIES_5000 -> Overviews.many(500, 10);
      };
    }
  }

  @BeforeAll
  static void startsBrowser() {
    chromium = Chromium.start(folder);
  }

  @AfterAll
  static void endsBrowser() {
    chromium.close();
  }

  @BeforeEach
  void opensTab() {
    tab = chromium.tab();
  }

  @AfterEach
  void closesTab() {
    tab.close();
  }

  @ParameterizedTest
  @EnumSource
  void isReadableInLightAndDarkAndOnAPhone(Scene scene) throws IOException {
    page(scene).assertThatItIsReadable(SHOTS, scene.name());
  }

  @ParameterizedTest
  @EnumSource
  void reachesEverythingByKeyboardAndNamesIt(Scene scene) throws IOException {
    ShownPage page = page(scene);
    page.open(ShownPage.WIDE, false);

    int all =
        tab.evaluate(
                "[...document.querySelectorAll('summary, a, :checked')]"
                    + ".filter(node => node.checkVisibility()).length")
            .asInt();

    List<ShownPage.Stop> stops = page.stops(Math.min(60, all));

    assertThat(page.focusableNames())
        .hasSizeGreaterThan(stops.size())
        .allMatch(name -> !name.isBlank());
    assertThat(stops).filteredOn(stop -> !stop.ring() || stop.text().isBlank()).isEmpty();
    assertThat(stops)
        .isSortedAccordingTo(Comparator.comparing(ShownPage.Stop::top))
        .extracting(ShownPage.Stop::tag)
        .startsWith("INPUT")
        .contains("SUMMARY");
  }

  @ParameterizedTest
  @EnumSource(names = {"EACH_STATE", "COLLECTIONS_40"})
  void printsClosedPoliciesWithTheirDetails(Scene scene) throws IOException {
    ShownPage page = page(scene);
    page.open(ShownPage.WIDE, true);
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)");
    assertThat(shownPolicies()).isZero();

    page.showOnPaper();

    assertThat(shownPolicies()).isEqualTo(scene.overview().policies().count());
    page.assertThatItIsReadableOnPaper();
    tab.print(SHOTS.resolve(scene + ".pdf"));
  }

  @Test
  void saysOnPaperThatClosedPoliciesOfVeryManyStayClosed() throws IOException {
    ShownPage page = page(Scene.POLICIES_5000);
    page.open(ShownPage.WIDE, false);
    assertThat(seen(".paper")).isFalse();

    page.showOnPaper();

    assertThat(seen(".paper")).isTrue();
    assertThat(shownPolicies()).isEqualTo(50);
  }

  @Test
  void saysOnPaperWhichPoliciesAreChosen() throws IOException {
    ShownPage page = page(Scene.COLLECTIONS_40);
    page.open(ShownPage.WIDE, false);
    page.showOnPaper();
    assertThat(seen(".filter")).isFalse();

    tab.evaluate("document.getElementById('show-action').click()");

    assertThat(tab.evaluate("document.querySelector('.filter').innerText").asText())
        .isEqualToIgnoringWhitespace("Show needs action (4)");
    assertThat(shownPolicies()).isEqualTo(4);
  }

  private boolean seen(String selector) {
    return tab.evaluate("document.querySelector('" + selector + "').checkVisibility()").asBoolean();
  }

  /** Returns the number of policies whose details are shown. */
  private int shownPolicies() {
    return tab.evaluate(
            "[...document.querySelectorAll('.policy .body')].filter(b => b.checkVisibility()).length")
        .asInt();
  }

  private ShownPage page(Scene scene) throws IOException {
    return new ShownPage(
        tab,
        Files.writeString(folder.resolve("page.html"), OverviewPage.of(scene.overview()).html())
            .toUri());
  }
}
