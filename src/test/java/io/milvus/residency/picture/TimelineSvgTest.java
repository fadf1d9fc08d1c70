package io.milvus.residency.picture;

import static io.milvus.residency.picture.Timelines.because;
import static io.milvus.residency.picture.Timelines.partition;
import static io.milvus.residency.picture.Timelines.span;
import static io.milvus.residency.picture.Timelines.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.Reason;
import io.milvus.residency.api.RuleState;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TimelineSvgTest {

  /** After a change that is meant, copy the file in target to the resources. */
  @Test
  void drawsEveryShapeAsInTheGoldenPicture() throws Exception {
    String outline = Outline.of(Outline.parse(TimelineSvg.of(Timelines.everyShape())));

    Path drawn = Path.of("target", "picture", "every-shape.txt");
    Files.createDirectories(drawn.getParent());
    Files.writeString(drawn, outline);
    assertThat(outline)
        .isEqualTo(Files.readString(Path.of("src/test/resources/picture/every-shape.txt")));
  }

  @Test
  void drawsTheSameTwice() {
    assertThat(TimelineSvg.of(Timelines.forty())).isEqualTo(TimelineSvg.of(Timelines.forty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"&' ]]> <!--",
        "مرحبا\u202Eabc",
        "🎉🎉👩‍👩‍👧🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉",
        "a\u0000b\uD800c",
      })
  void showsAnyNameAsText(String name) throws Exception {
    Timeline timeline =
        Timelines.of(
            Duration.ofDays(1),
            List.of(
                partition(
                    name,
                    span(
                        0,
                        24,
                        Presence.LOADED,
                        because(name, RuleState.RELEASED, Reason.MILVUS_ERROR, name)))));

    Document svg = Outline.parse(TimelineSvg.of(timeline));

    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(Outline.all(svg, "g", "partition")).hasSize(1);
    String shown = name.replaceAll("[\u0000\uD800\u202E]", "\uFFFD");
    assertThat(Outline.all(svg, "rect", "held"))
        .anyMatch(bar -> bar.getTextContent().startsWith(shown));
  }

  @Test
  void cutsLongNamesInTheMiddleAndKeepsThemInTheTitle() throws Exception {
    String name = "tenant_" + "x".repeat(200) + "_end";
    Timeline timeline =
        Timelines.of(
            Duration.ofDays(1),
            List.of(partition(name, span(0, 24, Presence.LOADED, wants("all", RuleState.LOADED)))));

    Element row = Outline.all(Outline.parse(TimelineSvg.of(timeline)), "g", "partition").get(0);

    Element label = (Element) row.getElementsByTagName("text").item(0);
    assertThat(label.getFirstChild().getTextContent()).isEqualTo("tenant_xxxx…xxxxxxx_end");
    assertThat(label.getTextContent()).endsWith(name);
  }

  @Test
  void showsManyPartitionsAsGroupsByRuleAndFamily() throws Exception {
    String file = TimelineSvg.of(Timelines.many(4000));
    Document svg = Outline.parse(file);

    assertThat(Outline.all(svg, "g", "partition")).isEmpty();
    assertThat(Outline.all(svg, "g", "group"))
        .extracting(
            group -> group.getAttribute("data-rule") + " " + group.getAttribute("data-family"))
        .containsExactly("recent p_*", "active tenant_*", "rest p_20260829");
    assertThat(Outline.all(svg, "g", "idle"))
        .extracting(Element::getTextContent)
        .containsExactly("3,563 more, not loaded");
    assertThat(file.length()).isLessThan(150_000);
  }

  @Test
  void countsLoadedAndHeldPartitionsOfAGroup() throws Exception {
    List<PartitionTimeline> partitions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      partitions.add(
          partition(
              "p_%03d".formatted(i),
              span(0, 10 + i / 50, Presence.LOADED, wants("all", RuleState.LOADED)),
              span(
                  10 + i / 50,
                  24,
                  Presence.LOADED,
                  because("rest", RuleState.RELEASED, Reason.RELEASE_BLOCKED, ""))));
    }

    Document svg = Outline.parse(TimelineSvg.of(Timelines.of(Duration.ofDays(1), partitions)));

    Element group = Outline.all(svg, "g", "group").get(0);
    assertThat(IntStream.range(0, 4).mapToObj(i -> group.getElementsByTagName("title").item(i)))
        .extracting(title -> title.getTextContent())
        .containsExactly(
            "27 Nov 09:30 to 27 Nov 19:30\n100 loaded",
            "27 Nov 19:30 to 27 Nov 20:30\n100 loaded, 50 of them held",
            "27 Nov 19:30 to 27 Nov 20:30\n100 loaded, 50 of them held",
            "27 Nov 20:30 to 28 Nov 09:30\n100 loaded, 100 of them held");
  }

  @Test
  void givesRulesBeyondTheColorsATexture() throws Exception {
    List<PartitionTimeline> partitions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      partitions.add(
          partition("p" + i, span(0, 24, Presence.LOADED, wants("rule" + i, RuleState.LOADED))));
    }

    Document svg = Outline.parse(TimelineSvg.of(Timelines.of(Duration.ofDays(1), partitions)));

    assertThat(Outline.all(svg, "g", "partition"))
        .extracting(
            row -> ((Element) row.getElementsByTagName("rect").item(0)).getAttribute("class"))
        .startsWith("loaded s1", "loaded s2")
        .contains("loaded s6", "loaded s1 t1", "loaded s6 t1", "loaded s1 t2")
        .endsWith("loaded s2 t2");
  }
}
