package io.milvus.residency.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.milvus.residency.metrics.Exposition;
import io.milvus.residency.metrics.Exposition.Metric;
import io.milvus.residency.metrics.MetricsScene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/metrics.md} with the metrics of the operator. */
class MetricsPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(residency_\\w+)` \\| (\\w+) \\| ([^|]*) \\| ([^|]+) \\|$");

  private final Exposition scrape = MetricsScene.complete().scrape();

  @Test
  void listsEveryMetric() throws IOException {
    String page = Files.readString(Path.of("docs", "metrics.md"));
    Map<String, Metric> listed =
        ROW.matcher(page)
            .results()
            .collect(
                toMap(
                    m -> m.group(1),
                    m -> new Metric(m.group(2), m.group(3).replace("`", ""), m.group(4).strip()),
                    (a, b) -> b,
                    TreeMap::new));

    assertThat(listed).isEqualTo(scrape.metrics());
  }
}
