package io.milvus.residency.overview;

import static io.milvus.residency.overview.PolicyObjects.ARTICLES;
import static io.milvus.residency.overview.PolicyObjects.BLOCKED;
import static io.milvus.residency.overview.PolicyObjects.IN_SYNC;
import static io.milvus.residency.overview.PolicyObjects.overview;
import static io.milvus.residency.overview.PolicyObjects.policy;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class OverviewPageTest {

  /** Parses the body, which is well-formed XML. */
  private static Document parsed(Overview overview) throws Exception {
    String body = OverviewPage.of(overview).main().toString();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(("<main>" + body + "</main>").getBytes(UTF_8)));
  }

  private static List<Element> elements(Document page, String tag, String style) {
    NodeList all = page.getElementsByTagName(tag);
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(e -> List.of(e.getAttribute("class").split(" ")).contains(style))
        .toList();
  }

  @Test
  void showsCommandsStatesAndReasons() throws Exception {
    Document page =
        parsed(
            overview(
                policy("articles", ARTICLES, BLOCKED),
                policy("books", ARTICLES.replace("articles", "books"), "")));

    assertThat(page.getElementsByTagName("code").item(0).getTextContent())
        .isEqualTo(
            "kubectl annotate --overwrite plp articles -n search"
                + " --context test residency.milvus.io/approve=093d6474fcce1ac6");
    List<Element> policies = elements(page, "details", "policy");
    assertThat(policies)
        .extracting(p -> p.getAttribute("id"))
        .containsExactly("search/articles", "search/books");
    assertThat(policies).allMatch(p -> p.hasAttribute("open"));
    assertThat(policies.get(0).getTextContent())
        .contains(
            "search/articles ✖ needs action ReleaseBlocked 1 of 2 loaded, 1 loading, 5 to rel")
        .contains("is loading (43%), wanted loaded by rule serving")
        .contains("2026-11-28T00:00:00Z (in 14 h): 1 load");
    assertThat(policies.get(1).getTextContent()).contains("No operator has reported");
  }

  @Test
  void linksOnlyToPoliciesOfThePage() throws Exception {
    Document page = parsed(Overviews.many(30, 2));

    List<String> ids =
        elements(page, "details", "policy").stream().map(p -> p.getAttribute("id")).toList();
    NodeList links = page.getElementsByTagName("a");
    assertThat(ids).doesNotHaveDuplicates().hasSize(60);
    assertThat(links.getLength()).isPositive();
    assertThat(IntStream.range(0, links.getLength()).mapToObj(i -> (Element) links.item(i)))
        .allMatch(link -> ids.contains(link.getAttribute("href").substring(1)));
  }

  @Test
  void expandsABoundedNumberOfManyPolicies() throws Exception {
    String html = OverviewPage.of(Overviews.many(500, 10)).html();
    Document page = parsed(Overviews.many(500, 10));

    List<Element> policies = elements(page, "details", "policy");
    assertThat(policies).hasSize(5000);
    assertThat(policies.stream().filter(p -> p.hasAttribute("open"))).hasSize(50);
    assertThat(html).contains("And 40 more, shown with their collections below.");
    assertThat(page.getElementsByTagName("code").getLength()).isEqualTo(50);
    assertThat(html.length() / 5000).as("characters for each policy").isLessThan(2000);
  }

  @Test
  void offersTheStatesThatPoliciesAreIn() throws Exception {
    Document page =
        parsed(overview(policy("a", ARTICLES, BLOCKED), policy("b", ARTICLES, IN_SYNC)));

    NodeList radios = page.getElementsByTagName("input");
    assertThat(IntStream.range(0, radios.getLength()).mapToObj(i -> (Element) radios.item(i)))
        .extracting(radio -> radio.getAttribute("id"))
        .containsExactly("show-all", "show-action", "show-settled")
        .allMatch(id -> id.equals("show-all") || OverviewStyle.CSS.contains("#" + id + ":checked"));
  }
}
