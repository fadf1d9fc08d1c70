package io.milvus.residency.overview;

import io.milvus.residency.api.PolicyStatus.Summary;
import io.milvus.residency.page.Markup;

/** Draws how much of what is wanted is loaded. */
final class LoadedBar {

  private static final int WIDTH = 100;
  private static final int HEIGHT = 8;

  private LoadedBar() {}

  /** Adds the partitions of a policy as numbers and as a bar. */
  static void add(Markup main, Summary summary) {
    if (summary.desired() > 0) {
      double loaded = share(summary.loaded(), summary.desired());
      bar(main, loaded, share(summary.loading(), summary.desired()));
    }
    main.leaf("span", text(summary), "class", "loaded");
  }

  /** Adds the progress of a load. */
  static void progress(Markup main, int percent) {
    bar(main, 0, percent);
  }

  private static String text(Summary summary) {
    return summary.loaded()
        + " of "
        + summary.desired()
        + " loaded"
        + part(summary.loading(), " loading")
        + part(summary.toLoad(), " to load")
        + part(summary.missing(), " missing")
        + part(summary.toRelease(), " to release");
  }

  private static String part(int number, String what) {
    return number == 0 ? "" : ", " + number + what;
  }

  private static double share(int part, int whole) {
    return (double) WIDTH * part / whole;
  }

  /** The words beside the bar say the same, so that screen readers skip the bar. */
  private static void bar(Markup main, double loaded, double loading) {
    main.open(
        "svg",
        "class",
        "bar",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "preserveAspectRatio",
        "none",
        "aria-hidden",
        "true");
    rect(main, "rest", 0, WIDTH);
    rect(main, "is-loading", loaded, loading);
    rect(main, "is-loaded", 0, loaded);
    main.close();
  }

  private static void rect(Markup main, String style, double from, double width) {
    if (width > 0) {
      main.empty(
          "rect",
          "class",
          style,
          "x",
          number(from),
          "width",
          number(width),
          "height",
          Integer.toString(HEIGHT));
    }
  }

  private static String number(double value) {
    return Double.toString(Math.round(value * 10) / 10.0);
  }
}
