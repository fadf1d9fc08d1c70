package io.milvus.residency.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.testkit.BrowserTab;
import io.milvus.residency.testkit.Chromium;
import io.milvus.residency.testkit.ShownPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures in a real browser. The screenshots in target/picture are for people. */
class PictureIT {

  private static final int ENTER = 13;
  private static final Path SHOTS = Path.of("target", "picture");

  @TempDir private static Path folder;
  private static Chromium chromium;

  private BrowserTab tab;

  /** The timelines that are shown. */
  enum Scene {
    PARTITIONS_3,
    PARTITIONS_40,
    PARTITIONS_4000,
    INCOMPLETE,
    NAMES,
    NAMES_IN_GROUPS,
    BRIEF_HOLDS,
    COLLECTIONS_4;

    private List<Timeline> timelines() {
      return switch (this) {
        case PARTITIONS_3 -> List.of(Timelines.three());
        case PARTITIONS_40 -> List.of(Timelines.forty());
        case PARTITIONS_4000 -> List.of(Timelines.many(4000));
        case INCOMPLETE -> List.of(Timelines.everyShape());
        case NAMES -> List.of(Timelines.oddNames(20));
        case NAMES_IN_GROUPS -> List.of(Timelines.oddNames(400));
        case BRIEF_HOLDS -> List.of(Timelines.briefHolds());
        case COLLECTIONS_4 ->
            List.of(
                Timelines.forty(),
                Timelines.everyShape(),
                Timelines.oddNames(8),
                Timelines.many(4000));
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
  void isReadableAsPictureAlone(Scene scene) throws IOException {
    ShownPage picture =
        new ShownPage(tab, file("picture.svg", TimelineSvg.of(scene.timelines().get(0))));
    for (boolean dark : List.of(false, true)) {
      picture.open(ShownPage.WIDE, dark);
      tab.screenshot(SHOTS.resolve(scene + (dark ? "-svg-dark.png" : "-svg-light.png")));

      assertThat(tab.evaluate("document.documentElement.tagName").asText()).isEqualTo("svg");
      assertThat(tab.evaluate("getComputedStyle(document.querySelector('.ground')).fill").asText())
          .isEqualTo(dark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
      assertThat(tab.evaluate("getComputedStyle(document.querySelector('.heading')).fill").asText())
          .isEqualTo(dark ? "rgb(230, 237, 243)" : "rgb(27, 31, 36)");
      assertThat(
              tab.evaluate(
                  """
                  [...document.querySelectorAll('svg > text, svg > g > text')].filter(text => {
                    const box = text.getBBox();
                    return box.x + box.width > (text.parentElement.matches('g') ? 184 : 880);
                  }).map(text => text.textContent)"""))
          .isEmpty();
    }
    picture.assertThatNothingFailed();
  }

  @ParameterizedTest
  @EnumSource
  void reachesAllRowsByKeyboardAndNamesThem(Scene scene) throws IOException {
    ShownPage page = page(scene);
    page.open(ShownPage.WIDE, false);
    int rows =
        tab.evaluate(
                "[...document.querySelectorAll('summary')].filter(s => s.checkVisibility()).length")
            .asInt();

    List<ShownPage.Stop> stops = page.stops(rows);

    assertThat(rows).isBetween(3, 100);
    assertThat(stops)
        .allMatch(stop -> stop.tag().equals("SUMMARY") && stop.ring())
        .isSortedAccordingTo(Comparator.comparing(ShownPage.Stop::top));
    assertThat(stops).extracting(ShownPage.Stop::text).allMatch(name -> !name.isBlank());
    if (scene.timelines().size() == 1) {
      assertThat(stops).extracting(ShownPage.Stop::text).doesNotHaveDuplicates();
    }
    assertThat(page.focusableNames()).hasSize(rows).allMatch(name -> !name.isBlank());
  }

  @Test
  void showsTheReasonToKeyboardAndTapAndPointer() throws IOException {
    tab.call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    ShownPage page = page(Scene.PARTITIONS_3);
    page.open(ShownPage.PHONE, false);

    page.stops(1);
    tab.press("Enter", ENTER);
    assertThat(reasons()).containsExactly("Released by rule rest.");

    JsonNode bar = tab.evaluate(place("[data-partition=next] .waiting"));
    for (String type : List.of("touchStart", "touchEnd")) {
      List<JsonNode> points = type.equals("touchStart") ? List.of(bar) : List.of();
      tab.call("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }
    assertThat(reasons())
        .hasSize(4)
        .contains(
            "Waiting (limit): to be loaded by rule office-hours. MaxLoadedReached: 2 of 2"
                + " partitions are loaded.");

    JsonNode pinned = tab.evaluate(place("[data-partition=current] .loaded"));
    assertThat(
            tab.evaluate(
                    "document.elementFromPoint(%s, %s).querySelector('title').textContent"
                        .formatted(pinned.path("x"), pinned.path("y")))
                .asText())
        .endsWith("Loaded by rule pinned.");
  }

  @Test
  void printsColorsOnWhiteAndCutsNothing() throws IOException {
    ShownPage page = page(Scene.PARTITIONS_40);
    page.open(ShownPage.WIDE, true);
    tab.print(SHOTS.resolve("40.pdf"));
    page.showOnPaper();

    page.assertThatItIsReadableOnPaper();
    assertThat(tab.evaluate("getComputedStyle(document.querySelector('rect')).printColorAdjust"))
        .hasToString("\"exact\"");
  }

  @Test
  void showsOnAPhoneWhatIsHeldForAnHour() throws IOException {
    page(Scene.BRIEF_HOLDS).open(ShownPage.PHONE, false);

    JsonNode brief =
        tab.evaluate(
            """
            [...document.querySelectorAll('.plot :is(g.held, g.waiting)')].map(bar => {
              const box = bar.getBoundingClientRect();
              const plot = bar.closest('.plot').getBoundingClientRect();
              const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return {
                width: Math.min(box.right, plot.right) - Math.max(box.left, plot.left),
                seen: bar.contains(middle)
              };
            })""");
    assertThat(brief)
        .hasSize(14 + 3)
        .allMatch(bar -> bar.path("width").asDouble() >= 6 && bar.path("seen").asBoolean());
  }

  @Test
  void coversAtMostHalfOfARowWithWhatIsHeldBriefly() throws IOException {
    page(Scene.BRIEF_HOLDS).open(ShownPage.PHONE, false);

    assertThat(
            tab.evaluate(
                    """
                    [...document.querySelectorAll('[data-partition=daily] g.held')]
                      .map(bar => bar.getBoundingClientRect().x)
                      .every((x, i, all) => i === 0 || x - all[i - 1] >= 12)""")
                .asBoolean())
        .isTrue();
  }

  @Test
  void printsClosedRowsWithTheirReasons() throws IOException {
    ShownPage page = page(Scene.PARTITIONS_40);
    page.open(ShownPage.WIDE, false);
    assertThat(reasons()).isEmpty();

    page.showOnPaper();

    assertThat(reasons().size())
        .isEqualTo(
            tab.evaluate("document.querySelectorAll('.chart > .partition .why li').length")
                .asInt());
  }

  @Test
  void saysOnPaperThatClosedGroupsStayClosed() throws IOException {
    ShownPage page = page(Scene.PARTITIONS_4000);
    page.open(ShownPage.WIDE, false);
    String note = "document.querySelector('.paper').checkVisibility()";
    assertThat(tab.evaluate(note).asBoolean()).isFalse();
    tab.evaluate("document.querySelector('[data-family=\"active tenant_*\"], .group').open = true");

    page.showOnPaper();

    assertThat(tab.evaluate(note).asBoolean()).isTrue();
    assertThat(tab.evaluate("[...document.querySelectorAll('.group')].at(-1).open").asBoolean())
        .isFalse();
    assertThat(
            tab.evaluate(
                    "[...document.querySelectorAll('.group:not([open]) .partition')]"
                        + ".some(row => row.checkVisibility())")
                .asBoolean())
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void spacesTheLegendOfAPictureEvenly(Scene scene) throws IOException {
    tab.show(ShownPage.WIDE, false);
    tab.open(file("picture.svg", TimelineSvg.of(scene.timelines().get(0))));

    JsonNode gaps =
        tab.evaluate(
            """
            (() => {
              const gaps = [];
              for (const text of document.querySelectorAll('svg > text[class=""]')) {
                const next = text.nextElementSibling, box = text.getBBox();
                if (next?.matches('rect, line:not(.tickline)') && Math.abs(next.getBBox().y - box.y) < 12)
                  gaps.push(next.getBBox().x - box.x - box.width);
              }
              return gaps;
            })()""");
    assertThat(gaps).allMatch(gap -> gap.asDouble() > 8 && gap.asDouble() < 32);
  }

  private List<String> reasons() {
    List<String> texts = new ArrayList<>();
    tab.evaluate(
            "[...document.querySelectorAll('.why li')].filter(li => li.checkVisibility())"
                + ".map(li => li.lastChild.innerText)")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String place(String selector) {
    return "(() => { const r = document.querySelector('"
        + selector
        + "').getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()";
  }

  private ShownPage page(Scene scene) throws IOException {
    return new ShownPage(tab, file("page.html", TimelinePage.of(scene.timelines())));
  }

  private static URI file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toUri();
  }
}
