package io.milvus.residency.metrics;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A scrape.
 *
 * @param text the text format of Prometheus
 */
public record Exposition(String text) {

  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+(?:\\{.*\\})?) (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

  /**
   * A metric as the docs list it.
   *
   * @param labels the names of its labels
   */
  public record Metric(String type, String labels, String help) {}

  /** Returns the value of a series, as it is written: name and labels. */
  public double value(String series) {
    return Double.parseDouble(samples().getOrDefault(series, "NaN"));
  }

  /** Returns all series with their values. */
  public Map<String, String> samples() {
    return SAMPLE
        .matcher(text)
        .results()
        .collect(toMap(m -> m.group(1), m -> m.group(2), (a, b) -> b, TreeMap::new));
  }

  /** Returns all metrics by name. */
  public Map<String, Metric> metrics() {
    Map<String, String> help =
        HELP.matcher(text).results().collect(toMap(m -> m.group(1), m -> m.group(2)));
    return TYPE.matcher(text)
        .results()
        .collect(
            toMap(
                m -> m.group(1),
                m -> new Metric(m.group(2), labels(m.group(1)), help.get(m.group(1))),
                (a, b) -> b,
                TreeMap::new));
  }

  private String labels(String name) {
    return samples().keySet().stream()
        .filter(series -> series.matches(name + "(_bucket|_sum|_count)?(\\{.*)?"))
        .flatMap(series -> LABEL.matcher(series).results().map((MatchResult m) -> m.group(1)))
        .filter(label -> !label.equals("le"))
        .collect(Collectors.toCollection(TreeSet::new))
        .toString()
        .replaceAll("[\\[\\]]", "");
  }
}
