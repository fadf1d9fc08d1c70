package io.milvus.residency.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milvus.residency.simulation.Timeline;
import io.milvus.residency.testkit.BrowserTab;
import io.milvus.residency.testkit.Chromium;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in a real browser. The screenshots in target/picture are for people. */
class PictureIT {

  private static final int WIDE = 1200;
  private static final int PHONE = 390;
  private static final int TAB = 9;
  private static final int ENTER = 13;
  private static final Path SHOTS = Path.of("target", "picture");

  /** Returns each visible text with less contrast than 4.5 to what is behind it. */
  private static final String PALE_TEXTS =
      """
      (() => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgb = color => {
          canvas.clearRect(0, 0, 1, 1);
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data];
        };
        const light = color => {
          const [r, g, b] = rgb(color).map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
          return .2126 * r + .7152 * g + .0722 * b;
        };
        const behind = node => {
          for (; node; node = node.parentElement) {
            const style = getComputedStyle(node);
            if (node.classList.contains('on')) return style.getPropertyValue('--color');
            if (node instanceof HTMLElement && rgb(style.backgroundColor)[3] > 0)
              return style.backgroundColor;
          }
          return getComputedStyle(document.documentElement).getPropertyValue('--ground') || 'white';
        };
        const seen = new Set(), pale = [];
        const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
          const node = text.parentElement;
          if (!text.data.trim() || ['STYLE', 'TITLE', 'title', 'desc', 'style'].includes(node.tagName)
            || !node.checkVisibility()) continue;
          const group = node.className.baseVal ?? node.tagName + node.className;
          const parent = node.parentElement;
          const place = group + ' in ' + parent.tagName + ' ' + parent.getAttribute('class');
          if (seen.has(place)) continue;
          seen.add(place);
          const ink = node instanceof SVGElement ? getComputedStyle(node).fill
            : getComputedStyle(node).color;
          const [a, b] = [light(ink), light(behind(node))].sort((x, y) => y - x);
          if ((a + .05) / (b + .05) < 4.5) pale.push(text.data + ' ' + place);
        }
        return { seen: seen.size, pale };
      })()""";

  @TempDir private static Path folder;
  private static Chromium chromium;

  private BrowserTab tab;

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
  @ValueSource(ints = {3, 40, 4000})
  void isReadableInLightAndDarkAndOnAPhone(int partitions) throws IOException {
    URI page = page(partitions);
    for (int width : List.of(WIDE, PHONE)) {
      for (boolean dark : List.of(false, true)) {
        tab.show(width, dark);
        tab.open(page);
        tab.evaluate("document.querySelectorAll('details').forEach((d, i) => d.open = i < 3)");
        tab.screenshot(
            SHOTS.resolve(partitions + "-" + width + (dark ? "-dark" : "-light") + ".png"));

        JsonNode texts = tab.evaluate(PALE_TEXTS);
        assertThat(texts.path("seen").asInt()).isGreaterThan(3);
        assertThat(texts.path("pale")).isEmpty();
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
            .isLessThanOrEqualTo(width);
        assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor").asText())
            .isEqualTo(dark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
      }
    }
    assertThatNothingFailed(page);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 4000})
  void isReadableAsPictureAlone(int partitions) throws IOException {
    URI picture = file("picture-" + partitions + ".svg", TimelineSvg.of(timeline(partitions)));
    for (boolean dark : List.of(false, true)) {
      tab.show(WIDE, dark);
      tab.open(picture);
      tab.screenshot(SHOTS.resolve(partitions + (dark ? "-svg-dark.png" : "-svg-light.png")));

      assertThat(tab.evaluate("document.documentElement.tagName").asText()).isEqualTo("svg");
      assertThat(tab.evaluate("getComputedStyle(document.querySelector('.ground')).fill").asText())
          .isEqualTo(dark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
      assertThat(tab.evaluate("getComputedStyle(document.querySelector('.heading')).fill").asText())
          .isEqualTo(dark ? "rgb(230, 237, 243)" : "rgb(27, 31, 36)");
    }
    assertThatNothingFailed(picture);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 4000})
  void reachesAllRowsByKeyboardAndNamesThem(int partitions) throws IOException {
    tab.show(WIDE, false);
    tab.open(page(partitions));
    int rows =
        tab.evaluate(
                "[...document.querySelectorAll('summary')].filter(s => s.checkVisibility()).length")
            .asInt();

    List<String> reached = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      tab.press("Tab", TAB);
      reached.add(tab.evaluate("document.activeElement.innerText").asText());
    }

    assertThat(rows).isBetween(3, 60);
    assertThat(reached).doesNotHaveDuplicates().allMatch(name -> !name.isBlank());
    assertThat(tab.evaluate("document.activeElement.tagName").asText()).isEqualTo("SUMMARY");
    List<JsonNode> focusable = new ArrayList<>();
    for (JsonNode node : tab.call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
      boolean focus = false;
      for (JsonNode property : node.path("properties")) {
        focus |= property.path("name").asText().equals("focusable");
      }
      if (focus && !node.path("role").path("value").asText().equals("RootWebArea")) {
        focusable.add(node);
      }
    }
    assertThat(focusable)
        .hasSize(rows)
        .allMatch(node -> !node.path("name").path("value").asText().isBlank());
  }

  @Test
  void showsTheReasonToKeyboardAndTapAndPointer() throws IOException {
    tab.show(PHONE, false);
    tab.call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    tab.open(page(3));

    tab.press("Tab", TAB);
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
    tab.show(WIDE, true);
    tab.open(page(40));
    tab.print(SHOTS.resolve("40.pdf"));
    Map<String, Object> dark = Map.of("name", "prefers-color-scheme", "value", "dark");
    tab.call("Emulation.setEmulatedMedia", Map.of("media", "print", "features", List.of(dark)));
    tab.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 718, "height", 1000, "deviceScaleFactor", 1, "mobile", false));

    assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(tab.evaluate("getComputedStyle(document.querySelector('rect')).printColorAdjust"))
        .hasToString("\"exact\"");
    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(718);
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

  private void assertThatNothingFailed(URI page) {
    assertThat(tab.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(tab.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(tab.events("Log.entryAdded")).isEmpty();
    assertThat(tab.events("Network.requestWillBeSent"))
        .isNotEmpty()
        .allMatch(request -> request.path("request").path("url").asText().equals(page.toString()));
  }

  private static URI page(int partitions) throws IOException {
    return file("page-" + partitions + ".html", TimelinePage.of(List.of(timeline(partitions))));
  }

  private static URI file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toUri();
  }

  private static Timeline timeline(int partitions) {
    return switch (partitions) {
      case 3 -> Timelines.three();
      case 40 -> Timelines.forty();
      default -> Timelines.many(partitions);
    };
  }
}
