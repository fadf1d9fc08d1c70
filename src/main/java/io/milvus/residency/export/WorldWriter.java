package io.milvus.residency.export;

import io.milvus.residency.model.LoadSettings;
import io.milvus.residency.model.LoadState;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.model.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a collection as the file that {@code plan} and {@code simulate} read instead of Milvus. A
 * plan from the file is that from Milvus.
 */
public final class WorldWriter {

  private WorldWriter() {}

  /**
   * Returns the file, with comments.
   *
   * @param now the time when the collection was read
   */
  public static String write(ObservedCollection observed, String database, Instant now) {
    String collection = "Collection %s of database %s".formatted(observed.name(), database);
    List<String> lines =
        new ArrayList<>(YamlText.comment("", collection + ", as read from Milvus."));
    lines.add("now: " + now + "   # the time of a plan, unless --now is another one");
    lines.add(
        "collection: {id: %d, created: %s}   # by which statuses and approvals know it"
            .formatted(observed.id().id(), observed.id().created()));
    if (observed.partitionKey()) {
      lines.add("partitionKey: true");
    }
    observed.live().ifPresent(live -> lines.add(settings(live)));
    if (observed.live().isEmpty() && observed.partitions().stream().anyMatch(Partition::resident)) {
      lines.add("liveUnknown: true");
    }
    lines.add("partitions:");
    for (Partition partition : observed.partitions()) {
      lines.add(field(partition, partition.state()));
    }
    List<Partition> loading =
        observed.partitions().stream().filter(p -> p.state() == LoadState.LOADING).toList();
    if (!loading.isEmpty()) {
      lines.add("progress:   # in percent");
      loading.forEach(partition -> lines.add(field(partition, partition.progress())));
    }
    lines.add("created:");
    observed.partitions().forEach(partition -> lines.add(field(partition, partition.created())));
    return String.join("\n", lines) + "\n";
  }

  private static String settings(LoadSettings live) {
    String groups =
        live.resourceGroups().stream().map(YamlText::scalar).collect(Collectors.joining(", "));
    return "live: {replicas: %d, resourceGroups: [%s]}".formatted(live.replicas(), groups);
  }

  private static String field(Partition partition, Object value) {
    return "  " + YamlText.scalar(partition.name()) + ": " + value;
  }
}
