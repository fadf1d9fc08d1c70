package io.milvus.residency.operator;

import io.milvus.residency.operator.LifeJournal.Touch;
import io.milvus.residency.testkit.MilvusUser;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Another client, which loads and releases partitions without the operator. */
final class OtherClient {

  /** The most changes of a partition that are not yet a drift conflict. */
  private static final int TOUCHES = 2;

  private static final String ALL = "all";

  private final MilvusUser user;
  private final String collection;
  private final LifeJournal journal;
  private final LifeStory story;
  private final Map<String, Integer> touches = new HashMap<>();

  OtherClient(MilvusUser user, String collection, LifeJournal journal, LifeStory story) {
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
      tell(RandomPolicyWriter.PARTITIONS, true);
      story.add("load all");
      user.loadCollection(collection);
    }
  }

  private void tell(List<String> partitions, boolean load) {
    partitions.forEach(name -> journal.touched(new Touch(Instant.now(), name, load)));
  }
}
