package io.milvus.residency.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A page in a browser, and what has to hold for each page of this project.
 *
 * @param tab the tab that shows it
 * @param address its file
 */
public record ShownPage(BrowserTab tab, URI address) {

  /** The width of a phone. */
  public static final int PHONE = 390;

  /** The width of a screen. */
  public static final int WIDE = 1200;

  /** The width of A4 between its margins. */
  private static final int PAPER = 718;

  private static final int TAB_KEY = 9;

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

  /**
   * Returns the texts that are cut off, or lie over the edge of the page; but not those that end in
   * "…" and are in full where the row is open.
   */
  private static final String CUT_TEXTS =
      """
      (() => {
        const cut = [];
        for (const node of document.querySelectorAll('main *')) {
          if (!(node instanceof HTMLElement) || !node.checkVisibility()
            || node.closest('.unseen') || !node.innerText.trim()) continue;
          const box = node.getBoundingClientRect(), style = getComputedStyle(node);
          if (style.clipPath !== 'none' || style.position === 'absolute') continue;
          const short = [node, node.parentElement]
            .find(each => getComputedStyle(each).textOverflow === 'ellipsis');
          if (short?.closest('details')?.textContent.split(short.firstChild.textContent).length > 2)
            continue;
          const hidden = style.overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1;
          if (hidden || box.right > document.documentElement.clientWidth + 1 || box.left < -1)
            cut.push(node.innerText.slice(0, 80));
        }
        return cut;
      })()""";

  /** Returns the short words that are broken, because what they are in is too narrow. */
  private static final String BROKEN_WORDS =
      """
      (() => {
        const broken = [], range = document.createRange();
        const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        for (let i = 0, text; (text = walker.nextNode()) && i < 5000; i++) {
          if (text.parentElement instanceof SVGElement || !text.parentElement.checkVisibility()) continue;
          for (const word of text.data.matchAll(/(?<![^\\s(])\\p{L}{3,20}(?![^\\s.,;:)])/gu)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => box.top)).size > 1)
              broken.push(word[0] + ' in ' + text.data.slice(0, 80));
          }
        }
        return broken;
      })()""";

  /** Returns the element that has the focus: its text, and whether a ring around it is seen. */
  private static final String FOCUS =
      """
      (() => {
        const node = document.activeElement, style = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
        return {
          tag: node.tagName,
          text: (node.labels?.[0] ?? node).innerText,
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          inside: node.contains(hit) && box.top >= -1 && box.left >= 0 && box.bottom <= innerHeight + 1 && box.right <= innerWidth,
          top: box.top + scrollY
        };
      })()""";

  /**
   * A stop of the Tab key.
   *
   * @param tag the element
   * @param text the text that readers see of it
   * @param ring whether a ring around it shows the focus
   * @param top how far below the top of the page it is
   */
  public record Stop(String tag, String text, boolean ring, double top) {}

  /**
   * Opens the page at each width in light and in dark, with the first rows open; saves pictures,
   * and checks each.
   */
  public void assertThatItIsReadable(Path pictures, String name) {
    for (int width : List.of(WIDE, PHONE)) {
      for (boolean dark : List.of(false, true)) {
        String about = name + "-" + width + (dark ? "-dark" : "-light");
        open(width, dark);
        tab.evaluate(
            "[...document.querySelectorAll('details')].slice(0, 3).forEach(d => d.open = true)");
        tab.screenshot(pictures.resolve(about + ".png"));

        JsonNode texts = tab.evaluate(PALE_TEXTS);
        assertThat(texts.path("seen").asInt()).as(about).isGreaterThan(3);
        assertThat(texts.path("pale")).as(about).isEmpty();
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
            .as(about)
            .isLessThanOrEqualTo(width);
        assertThat(tab.evaluate(CUT_TEXTS)).as(about).isEmpty();
        assertThat(tab.evaluate(BROKEN_WORDS)).as(about).isEmpty();
        assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor").asText())
            .as(about)
            .isEqualTo(dark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)");
      }
    }
    assertThatNothingFailed();
  }

  /** Checks that the page ran into no error, and has asked for no other file. */
  public void assertThatNothingFailed() {
    assertThat(tab.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(tab.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(tab.events("Log.entryAdded")).isEmpty();
    assertThat(tab.events("Network.requestWillBeSent"))
        .isNotEmpty()
        .allMatch(
            request -> request.path("request").path("url").asText().equals(address.toString()));
  }

  /** Opens the page. */
  public void open(int width, boolean dark) {
    tab.show(width, dark);
    tab.open(address);
  }

  /** Shows the page as it would be on paper, for a reader who prefers dark. */
  public void showOnPaper() {
    Map<String, Object> dark = Map.of("name", "prefers-color-scheme", "value", "dark");
    tab.call("Emulation.setEmulatedMedia", Map.of("media", "print", "features", List.of(dark)));
    tab.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", PAPER, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Checks that the page on paper is black on white, and as wide as the paper. */
  public void assertThatItIsReadableOnPaper() {
    assertThat(tab.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(PAPER);
    assertThat(tab.evaluate(CUT_TEXTS)).isEmpty();
    assertThat(tab.evaluate(BROKEN_WORDS)).isEmpty();
  }

  /** Presses Tab that often, and returns where it stops, each time within the window. */
  public List<Stop> stops(int most) {
    return IntStream.range(0, most)
        .mapToObj(
            i -> {
              tab.press("Tab", TAB_KEY);
              JsonNode focus =
                  await("the focus is in the window, and nothing lies over it")
                      .pollInterval(Duration.ofMillis(20))
                      .until(() -> tab.evaluate(FOCUS), at -> at.path("inside").asBoolean());
              return new Stop(
                  focus.path("tag").asText(),
                  focus.path("text").asText(),
                  focus.path("ring").asBoolean(),
                  focus.path("top").asDouble());
            })
        .toList();
  }

  /** Returns the names of all that can have the focus, as a screen reader tells them. */
  public List<String> focusableNames() {
    List<String> names = new ArrayList<>();
    for (JsonNode node : tab.call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
      boolean focusable = false;
      for (JsonNode property : node.path("properties")) {
        focusable |= property.path("name").asText().equals("focusable");
      }
      if (focusable && !node.path("role").path("value").asText().equals("RootWebArea")) {
        names.add(node.path("name").path("value").asText());
      }
    }
    return names;
  }
}
