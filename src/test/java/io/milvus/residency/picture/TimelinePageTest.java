package io.milvus.residency.picture;

import static io.milvus.residency.picture.Timelines.partition;
import static io.milvus.residency.picture.Timelines.span;
import static io.milvus.residency.picture.Timelines.wants;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.api.RuleState;
import io.milvus.residency.simulation.Presence;
import io.milvus.residency.simulation.Timeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class TimelinePageTest {

  @Test
  void tellsForEachPartitionWhatItIsAndWhy() throws Exception {
    Document html = Outline.parse(TimelinePage.of(List.of(Timelines.everyShape())));

    assertThat(Outline.all(html, "details", "partition"))
        .extracting(row -> row.getAttribute("data-partition"))
        .containsExactly("p_20261126", "p_20261127", "p_20261128", "seed", "spare");
    assertThat(Outline.all(html, "div", "why"))
        .flatExtracting(why -> texts(why, "li"))
        .containsExactly(
            "27 Nov 09:30 to 28 Nov 09:30 Loaded by rule recent.",
            "28 Nov 09:30 to 28 Nov 21:30 Held (delay): to be released by rule rest,"
                + " not before 28 Nov 21:30 UTC. ReleasePending.",
            "28 Nov 21:30 to 29 Nov 21:30, then not known Released by rule rest.",
            "27 Nov 09:30 to 29 Nov 21:30, then not known Loaded by rule recent.",
            "27 Nov 09:30 to 28 Nov 00:00 Expected; not created yet.",
            "28 Nov 00:00 to 28 Nov 05:30 Waiting (order): to be loaded by rule recent."
                + " SwapPending: Waits for releases.",
            "28 Nov 05:30 to 29 Nov 21:30, then not known Loaded by rule recent.",
            "27 Nov 09:30 to 29 Nov 21:30, then not known Loaded; no policy decides it.",
            "27 Nov 09:30 to 29 Nov 21:30, then not known Released by rule rest.");
  }

  @Test
  void tellsIssuesAndWhereTheTimelineEnds() throws Exception {
    Document html = Outline.parse(TimelinePage.of(List.of(Timelines.everyShape())));

    assertThat(Outline.all(html, "p", "note"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "Nothing is known from 29 Nov 2026 21:30 UTC on: there are more transitions than a"
                + " simulation follows. Simulate a shorter period.",
            "search/docs: ReferenceNotReady: ConfigMap lists not found.");
    assertThat(Outline.all(html, "rect", "unknown")).as("in the legend and the chart").hasSize(2);
  }

  @Test
  void listsLoadsAndReleases() throws Exception {
    Document html = Outline.parse(TimelinePage.of(List.of(Timelines.everyShape())));

    Element table = Outline.all(html, "table", "stack").get(0);
    assertThat(texts(table, "td"))
        .containsExactly(
            "28 Nov 05:30",
            "Load 1",
            "p_20261128",
            "recent",
            "28 Nov 21:30",
            "Release 1",
            "p_20261126",
            "rest");
  }

  @Test
  void hasOneHeadingOfLevelOneAndOneSectionForEachCollection() throws Exception {
    Document one = Outline.parse(TimelinePage.of(List.of(Timelines.three())));
    Document two = Outline.parse(TimelinePage.of(List.of(Timelines.three(), Timelines.forty())));

    assertThat(texts(one.getDocumentElement(), "h1"))
        .containsExactly("Collection docs of database default");
    assertThat(texts(two.getDocumentElement(), "h1")).containsExactly("2 collections");
    assertThat(texts(two.getDocumentElement(), "h2")).hasSize(2);
    assertThat(two.getElementsByTagName("section").getLength()).isEqualTo(2);
  }

  @Test
  void keepsEachPartitionOfManyInAGroupOfReadableSize() throws Exception {
    String file = TimelinePage.of(List.of(Timelines.many(4000)));
    Document html = Outline.parse(file);

    assertThat(Outline.all(html, "details", "partition")).hasSize(4000);
    assertThat(Outline.all(html, "details", "group"))
        .allMatch(group -> children(group, "details") <= 150)
        .hasSize(3 + 1 + 3 + 36);
    assertThat(file.getBytes(StandardCharsets.UTF_8).length).isLessThan(3_000_000);
  }

  @Test
  void escapesNamesAndNamesPoliciesOnlyIfThereAreSeveral() throws Exception {
    String name = "<img src=x onerror=alert(1)>\"&'";
    Timeline timeline =
        Timelines.of(
            Duration.ofDays(1),
            List.of(partition(name, span(0, 24, Presence.LOADED, wants(name, RuleState.LOADED)))));

    String file = TimelinePage.of(List.of(timeline));

    assertThat(file).doesNotContain("<img", "search/docs");
    assertThat(Outline.all(Outline.parse(file), "details", "partition"))
        .extracting(row -> row.getAttribute("data-partition"))
        .containsExactly(name);
  }

  private static List<String> texts(Element parent, String element) {
    var nodes = parent.getElementsByTagName(element);
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  private static long children(Element parent, String element) {
    var nodes = parent.getChildNodes();
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .filter(i -> nodes.item(i).getNodeName().equals(element))
        .count();
  }
}
