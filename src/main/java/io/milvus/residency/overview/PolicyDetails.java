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

  /** Up to this number of policies, all are shown with their details. */
  private static final int FEW = 8;

  /** Up to this number of policies, all are printed with their details. */
  private static final int PRINTED = 200;

  /** The most policies whose details are shown because they are not as declared. */
  private static final int EXPANDED = 50;

  private final Markup main;
  private final Instant now;
  private final long count;
  private int expanded;

  /**
   * Creates the part of a page.
   *
   * @param now the time of the overview
   * @param count the number of policies on the page
   */
  PolicyDetails(Markup main, Instant now, long count) {
    this.main = main;
    this.now = now;
    this.count = count;
  }

  /** Returns whether there are too many policies to print what is closed on the screen. */
  boolean bulk() {
    return count > PRINTED;
  }

  /**
   * Begins a row that readers can expand, and that is expanded if it is pressing.
   *
   * @param style its class
   */
  void begin(String style, Attention attention, String... attributes) {
    Stream<String> open = expands(attention) ? Stream.of("open", "") : Stream.of();
    main.open(
        "details",
        Stream.of(Stream.of("class", bulk() ? style + " bulk" : style), Stream.of(attributes), open)
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  private boolean expands(Attention attention) {
    return count <= FEW || (attention != Attention.SETTLED && expanded < EXPANDED);
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
    main.text(" ")
        .open("span", "class", "badge " + color)
        .leaf("span", sign, "aria-hidden", "true")
        .text(" " + attention)
        .close()
        .text(" ");
  }

  static void time(Markup main, Instant time) {
    main.leaf("time", Times.text(time), "datetime", Times.text(time));
  }

  /** Adds a policy. */
  void add(PolicyOverview policy) {
    Attention attention = policy.state().attention();
    begin("policy " + key(attention), attention, "id", policy.policy().toString());
    expanded += expands(attention) ? 1 : 0;
    summary(policy);
    main.open("div", "class", "body");
    policy.doubts().forEach(doubt -> main.leaf("p", doubt, "class", "note warn"));
    main.leaf("p", policy.state().message());
    main.open("dl");
    policy.state().since().ifPresent(this::since);
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
    main.leaf("span", policy.state().reason(), "class", "reason").text(" ");
    policy.partitions().ifPresent(summary -> LoadedBar.add(main, summary));
    String mode = policy.declared().modeText();
    if (!mode.isEmpty() && !mode.equals(Mode.ENFORCE.toString())) {
      main.text(" ").leaf("span", mode, "class", "mode");
    }
    main.close();
  }

  private void since(Instant since) {
    main.leaf("dt", "Since").open("dd");
    time(main, since);
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
    main.open("table", "class", "stack pending")
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
