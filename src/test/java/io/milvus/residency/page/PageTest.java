package io.milvus.residency.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  private final String html =
      new Page("A & B", "p { margin: 0 }\n", new Markup().leaf("h1", "A & B")).html();

  @Test
  void isOneDocumentWithLanguageTitleAndMain() {
    assertThat(html)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("<title>A &amp; B</title>", "<main>\n<h1>A &amp; B</h1>\n</main>");
  }

  @Test
  void allowsItsOwnStyleAndNothingElse() throws Exception {
    String style = between("<style>", "</style>");
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

    assertThat(style).endsWith("p { margin: 0 }\n");
    assertThat(between("Content-Security-Policy\" content=\"", "\""))
        .isEqualTo(
            "default-src &#39;none&#39;; style-src &#39;sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;");
  }

  @Test
  void refusesStyleThatWouldEndTheStyle() {
    Page page = new Page("x", "</style><script>", new Markup());

    assertThatThrownBy(page::html).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<script>alert(1)</script> | &lt;script&gt;alert(1)&lt;/script&gt;",
        "\"&' | &quot;&amp;&#39;",
        "مرحبا 🎉 | مرحبا 🎉",
      })
  void escapesText(String text, String escaped) {
    assertThat(new Markup().leaf("p", text, "title", text))
        .hasToString("<p title=\"" + escaped + "\">" + escaped + "</p>");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 13, 0x7f, 0x85, 0xd800, 0xdfff, 0xfffe, 0x1ffff, 0x202e, 0x2067})
  void replacesCharactersThatBreakXmlOrTurnText(int character) {
    String text = new StringBuilder("a").appendCodePoint(character).append("b").toString();

    assertThat(new Markup().text(text)).hasToString("a\uFFFDb");
  }

  @Test
  void isolatesNamesFromEachOther() {
    assertThat(new Markup().names(List.of("שלום", "b", "c"), 2))
        .hasToString("<bdi>שלום</bdi>, <bdi>b</bdi> and 1 more");
    assertThat(new Markup().names(List.of("a"), 2)).hasToString("<bdi>a</bdi>");
  }

  @Test
  void refusesWhatAPageMustNotHold() {
    Markup markup = new Markup();

    assertThatThrownBy(() -> markup.open("a b")).isInstanceOf(IllegalArgumentException.class);
    for (String attribute : List.of("onclick", "style", "src", "a=b", "a>")) {
      assertThatThrownBy(() -> markup.open("p", attribute, "x"))
          .as(attribute)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String link : List.of("javascript:alert(1)", "http://x", "x", "data:,", " #")) {
      assertThatThrownBy(() -> markup.open("a", "href", link))
          .as(link)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Markup().open("p").toString())
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void hasColorsWithEnoughContrast(int scheme) {
    String colors = Palette.css(":root").split("@media", 2)[scheme];

    for (String text : List.of("ink", "muted", "accent", "good", "warn", "bad")) {
      assertThat(contrast(colors, text, "ground")).as(text).isGreaterThan(4.5);
      assertThat(contrast(colors, text, "panel")).as(text).isGreaterThan(4.5);
    }
    assertThat(contrast(colors, "edge", "ground")).isGreaterThan(3);
    for (int series : IntStream.rangeClosed(1, Palette.SERIES).toArray()) {
      assertThat(contrast(colors, "series-" + series, "ground")).as("" + series).isGreaterThan(3);
      assertThat(contrast(colors, "on-" + series, "series-" + series))
          .as("text on " + series)
          .isGreaterThan(4.5);
    }
  }

  private String between(String begin, String end) {
    return html.split(Pattern.quote(begin), 2)[1].split(Pattern.quote(end), 2)[0];
  }

  private static double contrast(String colors, String a, String b) {
    double first = luminance(colors, a);
    double second = luminance(colors, b);
    return (Math.max(first, second) + .05) / (Math.min(first, second) + .05);
  }

  private static double luminance(String colors, String name) {
    Matcher color = Pattern.compile("--" + name + ": #(..)(..)(..);").matcher(colors);
    assertThat(color.find()).as(name).isTrue();
    List<Double> parts = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      double part = Integer.parseInt(color.group(i), 16) / 255.0;
      parts.add(part <= .04045 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4));
    }
    return .2126 * parts.get(0) + .7152 * parts.get(1) + .0722 * parts.get(2);
  }
}
