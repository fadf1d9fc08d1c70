package io.milvus.residency.operator;

import io.milvus.residency.operator.Journal.Touch;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody who loads and releases behind the operator's back. */
final class Outsider {

  /** What is touched more often could be taken for a fight, and be given up for an hour. */
  private static final int TOUCHES = 2;

  private static final String ALL = "all";

  private final MilvusUser user;
  private final String collection;
  private final Journal journal;
  private final Story story;
  private final Map<String, Integer> touches = new HashMap<>();

  Outsider(MilvusUser user, String collection, Journal journal, Story story) {
    this.user = user;
    this.collection = collection;
    this.journal = journal;
    this.story = story;
  }

  /** Loads or releases a partition, unless that was done too often. */
  void touch(String partition, boolean load) {
    if (touches.merge(partition, 1, Integer::sum) > TOUCHES) {
      return;
    }
    tell(List.of(partition), load);
    story.add((load ? "load " : "release ") + partition);
    if (load) {
      user.load(collection, partition);
    } else {
      user.release(collection, partition);
    }
  }

  /** Loads the whole collection, unless that was done too often. */
  void loadAll() {
    if (touches.merge(ALL, 1, Integer::sum) <= TOUCHES) {
      tell(RandomWrites.PARTITIONS, true);
      story.add("load all");
      user.loadCollection(collection);
    }
  }

  private void tell(List<String> partitions, boolean load) {
    partitions.forEach(name -> journal.touched(new Touch(Instant.now(), name, load)));
  }
}
