package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.overview.CollectionOverview.Residency;
import io.milvus.residency.page.Markup;
import io.milvus.residency.page.Page;
import java.util.Map;
import java.util.stream.Stream;

/** Shows an overview as a page. */
public final class OverviewPage {

  /** The most collections whose approvals are shown at the top. */
  private static final int APPROVALS = 10;

  private static final int LINKS = 3;
  private static final int NAMES = 60;

  private final Overview overview;
  private final Markup main = new Markup();
  private final PolicyDetails policies;
  private int approvals;
  private int collections;

  private OverviewPage(Overview overview) {
    this.overview = overview;
    this.policies = new PolicyDetails(main, overview.time(), overview.policies().count());
  }

  /** Returns the page. */
  public static Page of(Overview overview) {
    OverviewPage page = new OverviewPage(overview);
    page.head();
    page.approvals();
    overview.servers().forEach(page::server);
    return new Page("Residency of " + overview.source().scope(), OverviewStyle.CSS, page.main);
  }

  private void head() {
    main.leaf("h1", "Residency of " + overview.source().scope());
    main.open("p", "class", "muted")
        .text("As the policies of " + overview.source().cluster() + " were at ");
    PolicyDetails.time(main, overview.time());
    main.text(".").close();
    main.leaf("p", OverviewWords.totals(overview));
    for (Notice notice : overview.notices()) {
      main.leaf("p", notice.text(), "class", notice.warning() ? "note warn" : "note");
    }
    overview.milvus().ifPresent(about -> main.leaf("p", about, "class", "note"));
    if (overview.counts().size() > 1) {
      filter();
    }
    if (policies.bulk()) {
      main.leaf(
          "p",
          "What is closed on the screen is printed closed. Open what you want to print.",
          "class",
          "paper muted");
    }
  }

  /** Adds the choice of the policies to show, which the style carries out. */
  private void filter() {
    main.open("fieldset", "class", "filter").leaf("legend", "Show");
    choice("all", "all", "checked", "");
    for (Map.Entry<Attention, Long> count : overview.counts().entrySet()) {
      choice(PolicyDetails.key(count.getKey()), count.getKey() + " (" + count.getValue() + ")");
    }
    main.close();
  }

  private void choice(String key, String text, String... more) {
    String[] attributes =
        Stream.concat(
                Stream.of("type", "radio", "name", "show", "id", "show-" + key), Stream.of(more))
            .toArray(String[]::new);
    main.open("label").empty("input", attributes).text(text).close();
  }

  /** Adds the first approvals; the others are shown with their collections. */
  private void approvals() {
    long all = overview.collections().mapToLong(c -> c.approvals().size()).sum();
    if (all == 0) {
      return;
    }
    main.leaf("h2", "Releases that wait for approval");
    main.leaf(
        "p", "Look at the partitions first. A command approves exactly what its policy lists.");
    overview.collections().limit(APPROVALS).forEach(this::approvals);
    if (approvals < all) {
      main.leaf("p", "And " + (all - approvals) + " more, shown with their collections below.");
    }
  }

  private void approvals(CollectionOverview collection) {
    for (ApprovalRequest request : collection.approvals()) {
      approvals++;
      approval(collection, request);
    }
  }

  private void approval(CollectionOverview collection, ApprovalRequest request) {
    main.open("div", "class", "approval");
    main.open("p")
        .leaf("strong", OverviewWords.counted(request.releases(), "release", "releases"))
        .text(" of ")
        .leaf("strong", collection.name())
        .text(", for ");
    int shown = Math.min(LINKS, request.policies().size());
    for (int i = 0; i < shown; i++) {
      String name = request.policies().get(i).toString();
      main.text(i == 0 ? "" : ", ").leaf("a", name, "href", "#" + name);
    }
    int more = request.policies().size() - shown;
    main.text(more > 0 ? " and " + more + " more" : "").close();
    main.open("pre").leaf("code", request.command()).close();
    main.close();
  }

  private void server(ServerOverview server) {
    main.open("section", "class", "server")
        .leaf("h2", OverviewWords.server(server))
        .leaf("p", server.health(), "class", "muted");
    server.collections().forEach(this::collection);
    main.close();
  }

  private void collection(CollectionOverview collection) {
    policies.begin("collection", collection.attention());
    main.open("summary")
        .leaf("strong", collection.name().isEmpty() ? "unknown collection" : collection.name())
        .text(" ")
        .leaf("span", "database " + collection.database(), "class", "muted");
    PolicyDetails.badge(main, collection.attention());
    main.leaf("span", about(collection), "class", "muted");
    main.close();
    if (++collections > APPROVALS) {
      approvals(collection);
    }
    collection.residency().ifPresent(this::residency);
    collection.policies().forEach(policies::add);
    main.close();
  }

  private static String about(CollectionOverview collection) {
    String policies = OverviewWords.counted(collection.policies().size(), "policy", "policies");
    String loaded = collection.residency().map(r -> ", " + OverviewWords.resident(r)).orElse("");
    String next =
        collection
            .next()
            .map(Next::time)
            .map(time -> ", next change at " + Times.text(time))
            .orElse("");
    return policies + loaded + next;
  }

  private void residency(Residency residency) {
    main.open("table", "class", "stack partitions")
        .leaf("caption", "Partitions in Milvus: " + OverviewWords.residency(residency));
    main.open("thead").open("tr");
    Stream.of("State", "Why", "Partitions")
        .forEach(title -> main.leaf("th", title, "scope", "col"));
    main.close().close().open("tbody");
    for (PartitionGroup group : residency.groups()) {
      main.open("tr")
          .leaf("th", group.state(), "scope", "row")
          .leaf("td", OverviewWords.wishes(group))
          .open("td")
          .names(group.partitions(), NAMES)
          .close()
          .close();
    }
    main.close().close();
  }
}
