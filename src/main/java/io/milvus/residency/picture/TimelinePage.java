package io.milvus.residency.picture;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.page.Markup;
import io.milvus.residency.page.Page;
import io.milvus.residency.simulation.PartitionTimeline;
import io.milvus.residency.simulation.Span;
import io.milvus.residency.simulation.Timeline;
import java.util.List;
import java.util.Optional;

/**
 * Timelines as one HTML page that needs neither script nor network. Each partition is a row that
 * opens and tells why it is what it is. More than 60 partitions are in groups, by rule and family
 * of names, that open.
 */
public final class TimelinePage {

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_TITLE = 60;
  private static final String PRINTED =
      "Groups that are closed on the screen are printed closed. Open a group to print its"
          + " partitions.";

  private final Scene scene;
  private final Timeline timeline;
  private final Scale scale;
  private final Markup main;

  private TimelinePage(Scene scene, Markup main) {
    this.scene = scene;
    this.timeline = scene.timeline();
    this.scale = Scale.percent(timeline.from(), timeline.to());
    this.main = main;
  }

  /** Returns the file. */
  public static String of(List<Timeline> timelines) {
    List<Scene> scenes = timelines.stream().map(Scene::of).toList();
    boolean one = scenes.size() == 1;
    String title = one ? scenes.get(0).collection() : scenes.size() + " collections";
    Markup main = new Markup();
    if (!one) {
      main.leaf("h1", title);
    }
    main.open("svg", "class", "patterns", "width", "0", "height", "0", "aria-hidden", "true");
    PictureStyle.patterns(main, scenes.stream().map(Scene::rules).toArray(RuleColors[]::new));
    main.close();
    for (Scene scene : scenes) {
      new TimelinePage(scene, main).draw(one ? "h1" : "h2");
    }
    return new Page(title + ": timeline", PictureStyle.css() + TimelineStyle.CSS, main).html();
  }

  private void draw(String heading) {
    main.open("section", "aria-label", scene.collection())
        .leaf(heading, scene.collection())
        .leaf("p", scene.period(), "class", "muted")
        .leaf("p", scene.numbers());
    scene.notes().forEach(note -> main.leaf("p", note, "class", "note warn"));
    legend();
    if (!scene.groups().isEmpty() || !scene.idle().isEmpty()) {
      main.leaf("p", PRINTED, "class", "paper muted");
    }
    main.open("div", "class", "chart");
    chart();
    main.close();
    new TransitionTable(scene).add(main);
    main.close();
  }

  private void chart() {
    Grid grid = Grid.of(timeline, scale);
    main.open("div", "class", "row axis").leaf("span", "UTC", "class", "name muted");
    plot(22);
    grid.labels(main, 15);
    main.close().close();
    overlay("grid");
    grid.lines(main, "0", "100%");
    main.close();
    residents();
    List<PartitionGroup> groups = scene.groups();
    groups.forEach(group -> group(group, scene.rule(group)));
    if (groups.isEmpty()) {
      partitions(scene.shown());
    }
    if (!scene.idle().isEmpty()) {
      String idle = "not loaded";
      group(new PartitionGroup(Optional.empty(), idle, scene.idle()), idle);
    }
    overlay("over");
    grid.present(main, "0", "100%", "100%");
    main.close();
  }

  private void legend() {
    main.open("ul", "class", "legend", "aria-label", "Legend");
    for (Legend.Entry entry : Legend.of(timeline, scene.rules()).entries()) {
      main.open("li").open("svg", "width", "18", "height", "12", "aria-hidden", "true");
      entry.draw(main, 0, 0);
      main.close().leaf("bdi", entry.text()).close();
    }
    main.close();
  }

  private void residents() {
    Counts counts = Counts.ofResidents(timeline, scale);
    main.open("div", "class", "row resident-row").open("span", "class", "name");
    main.text("Resident ").leaf("span", scene.residents(), "class", "muted");
    main.close();
    plot(44);
    Columns columns = new Columns(scale, scene.words(), 4, 36, Math.max(1, counts.most()));
    columns.draw(main, counts, "resident");
    columns.outline(main, counts);
    main.close().close();
  }

  private void group(PartitionGroup group, String title) {
    main.open("details", "class", "group bulk", "data-family", group.title());
    main.open("summary", "class", "row").open("span", "class", "name");
    main.leaf("bdi", Phrases.cut(title, LONGEST_TITLE)).text(" ");
    if (!title.equals(group.title())) {
      main.leaf("bdi", group.title()).text(" ");
    }
    main.leaf("span", Scene.number(group.partitions().size()), "class", "muted");
    main.leaf("span", " partitions", "class", "unseen").close();
    plot(32);
    new Columns(scale, scene.words(), 4, 24, group.partitions().size())
        .draw(main, Counts.of(group.partitions(), scale), scene.color(group));
    main.close().close();
    List<PartitionGroup> parts = group.parts();
    parts.forEach(part -> group(part, part.title()));
    if (parts.isEmpty()) {
      partitions(group.partitions());
    }
    main.close();
  }

  private void partitions(List<PartitionTimeline> partitions) {
    Bars bars = new Bars(scale, scene.rules(), scene.words());
    partitions.forEach(partition -> partition(partition, bars));
  }

  private void partition(PartitionTimeline partition, Bars bars) {
    String name = Phrases.cut(partition.partition(), LONGEST_NAME);
    main.open("details", "class", "partition", "data-partition", partition.partition());
    main.open("summary", "class", "row")
        .open("span", "class", partition.expected() ? "name future" : "name")
        .leaf("bdi", name);
    if (partition.expected()) {
      main.leaf("small", " expected", "class", "muted");
    }
    main.leaf("span", ", " + scene.first(partition), "class", "unseen").close();
    plot(Bars.ROW);
    bars.draw(main, partition, 0);
    main.close().close();
    main.open("div", "class", "why").leaf("bdi", name).open("ol");
    for (Span span : partition.spans()) {
      if (!scene.words().known(span)) {
        break;
      }
      main.open("li", "class", Mark.of(partition, span).toString() + "-span");
      main.leaf("span", scene.words().period(span), "class", "period").text(" ");
      main.leaf("span", scene.words().reason(partition, span)).close();
    }
    main.close().close().close();
  }

  private void plot(int height) {
    main.open(
        "svg",
        "class",
        "plot",
        "width",
        "100%",
        "height",
        Integer.toString(height),
        "aria-hidden",
        "true");
  }

  private void overlay(String style) {
    main.open("svg", "class", style, "aria-hidden", "true");
  }
}
