package io.milvus.residency.picture;

import io.milvus.residency.model.Phrases;
import io.milvus.residency.page.Markup;
import io.milvus.residency.simulation.Transition;
import java.util.List;

/**
 * The loads and releases of a timeline as a table.
 *
 * @param scene the timeline
 */
record TransitionTable(Scene scene) {

  private static final int MOST_ROWS = 100;
  private static final int MOST_NAMES = 4;
  private static final int LONGEST_NAME = 100;

  /** Adds the table; a note if nothing is loaded or released. */
  void add(Markup html) {
    List<Transition> transitions = scene.timeline().transitions();
    html.leaf("h3", "Loads and releases");
    if (transitions.isEmpty()) {
      html.leaf("p", "None in this period.", "class", "muted");
      return;
    }
    html.open("table", "class", "stack").open("thead").open("tr");
    for (String column : List.of("Time (UTC)", "Change", "Partitions", "Rule")) {
      html.leaf("th", column, "scope", "col");
    }
    html.close().close().open("tbody");
    transitions.stream().limit(MOST_ROWS).forEach(transition -> row(html, transition));
    html.close().close();
    if (transitions.size() > MOST_ROWS) {
      int more = transitions.size() - MOST_ROWS;
      html.leaf("p", "and " + more + " later ones, not shown here.", "class", "muted");
    }
  }

  private void row(Markup html, Transition transition) {
    List<String> names = transition.partitions();
    String what = transition.kind() == Transition.Kind.LOAD ? "Load " : "Release ";
    String rule = scene.rules().name(new RuleColors.Rule(transition.policy(), transition.rule()));
    html.open("tr")
        .leaf("td", scene.words().time(transition.time()), "class", "when")
        .leaf("td", what + names.size(), "class", "when")
        .open("td")
        .names(names.stream().map(name -> Phrases.cut(name, LONGEST_NAME)).toList(), MOST_NAMES)
        .close()
        .open("td")
        .leaf("bdi", transition.rule().isEmpty() ? "no rule" : rule)
        .close()
        .close();
  }
}
