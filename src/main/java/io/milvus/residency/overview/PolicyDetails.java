package io.milvus.residency.overview;

import io.milvus.residency.api.Mode;
import io.milvus.residency.api.PolicyStatus.Next;
import io.milvus.residency.api.PolicyStatus.Pending;
import io.milvus.residency.page.Markup;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Adds policies to a page, each with details that readers can expand. */
final class PolicyDetails {

  /** The most policies whose details are shown because they are not as declared. */
  private static final int EXPANDED = 50;

  private final Markup main;
  private final Instant now;
  private final boolean all;
  private int expanded;

  /**
   * Creates the part of a page.
   *
   * @param now the time of the overview
   * @param all whether the details of all policies are shown
   */
  PolicyDetails(Markup main, Instant now, boolean all) {
    this.main = main;
    this.now = now;
    this.all = all;
  }

  /** Returns whether details with such an attention are shown. */
  boolean expands(Attention attention) {
    return all || (attention != Attention.SETTLED && expanded < EXPANDED);
  }

  /** Returns the name of an attention in classes and ids. */
  static String key(Attention attention) {
    return attention.name().toLowerCase(Locale.ROOT);
  }

  /** Adds an attention by sign, color and words. */
  static void badge(Markup main, Attention attention) {
    String color =
        switch (attention) {
          case ACTION -> "bad";
          case UNKNOWN, TROUBLE -> "warn";
          case WORKING -> "muted";
          case SETTLED -> "good";
        };
    String sign =
        switch (attention) {
          case ACTION -> "✖";
          case UNKNOWN -> "?";
          case TROUBLE -> "▲";
          case WORKING -> "…";
          case SETTLED -> "✔";
        };
    main.open("span", "class", "badge " + color)
        .leaf("span", sign, "aria-hidden", "true")
        .text(" " + attention)
        .close();
  }

  static void time(Markup main, Instant time) {
    main.leaf("time", Times.text(time), "datetime", Times.text(time));
  }

  /** Adds a policy. */
  void add(PolicyOverview policy) {
    Attention attention = policy.state().attention();
    Stream<String> attributes =
        Stream.of("class", "policy " + key(attention), "id", policy.policy().toString());
    if (expands(attention)) {
      expanded++;
      attributes = Stream.concat(attributes, Stream.of("open", ""));
    }
    main.open("details", attributes.toArray(String[]::new));
    summary(policy);
    main.open("div", "class", "body");
    state(policy);
    main.open("dl");
    rules(policy);
    policy.next().ifPresent(this::next);
    main.close();
    if (!policy.pending().isEmpty()) {
      pending(policy.pending());
    }
    main.close().close();
  }

  private void summary(PolicyOverview policy) {
    main.open("summary").leaf("strong", policy.policy().toString());
    badge(main, policy.state().attention());
    main.leaf("span", policy.state().reason(), "class", "reason");
    policy.partitions().ifPresent(summary -> LoadedBar.add(main, summary));
    String mode = policy.declared().modeText();
    if (!mode.isEmpty() && !mode.equals(Mode.ENFORCE.toString())) {
      main.leaf("span", mode, "class", "mode");
    }
    main.close();
  }

  private void state(PolicyOverview policy) {
    policy.doubts().forEach(doubt -> main.leaf("p", doubt, "class", "note warn"));
    main.open("p").text(policy.state().message());
    policy
        .state()
        .since()
        .ifPresent(
            since -> {
              main.open("span", "class", "muted").text(" Since ");
              time(main, since);
              main.text(".").close();
            });
    main.close();
  }

  private void rules(PolicyOverview policy) {
    if (policy.declared().rules().isEmpty()) {
      return;
    }
    main.leaf("dt", "Rules").open("dd").open("ol");
    policy.declared().rules().forEach(rule -> main.leaf("li", rule));
    main.close();
    if (!policy.declared().timeZone().equals("UTC")) {
      main.leaf("span", "Time zone: " + policy.declared().timeZone(), "class", "muted");
    }
    main.close();
  }

  private void next(Next next) {
    main.leaf("dt", "Next").open("dd");
    time(main, next.time());
    String when =
        next.time().isBefore(now) ? ": " : " (in " + Times.until(next.time(), now) + "): ";
    main.text(when + OverviewWords.changes(next)).close();
  }

  private void pending(List<Pending> pending) {
    main.open("table", "class", "stack")
        .leaf("caption", "Partitions that are not as wanted, at most 20");
    main.open("thead").open("tr");
    Stream.of("Partition", "State", "Why").forEach(title -> main.leaf("th", title, "scope", "col"));
    main.close().close().open("tbody");
    for (Pending partition : pending) {
      main.open("tr").leaf("th", partition.name(), "scope", "row");
      main.open("td").text(OverviewWords.states(partition));
      if (partition.progress().isPresent()) {
        LoadedBar.progress(main, partition.progress().getAsInt());
      }
      main.close().leaf("td", OverviewWords.why(partition)).close();
    }
    main.close().close();
  }
}
