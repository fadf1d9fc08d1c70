package io.milvus.residency.testkit.milvus;

import io.milvus.residency.testkit.milvus.MilvusScript.Trouble;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Random trouble with single methods, which has no effect soon after it ends. */
public final class RandomFailures {

  private static final List<String> READS =
      List.of(
          "DescribeCollection",
          "ShowPartitions",
          "GetLoadState",
          "GetReplicas",
          "GetPersistentSegmentInfo",
          "GetQuerySegmentInfo");
  private static final List<String> CHANGES = List.of("LoadPartitions", "ReleasePartitions");
  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal(65535, 1, "no reason at all"),
          new Refusal(1, 1, "service not ready"),
          new Refusal(12, 1, "resource insufficient"),
          new Refusal(8, 1, "request is rejected by grpc RateLimiter middleware"),
          Refusal.noCollection("default", "articles"),
          Refusal.noDatabase("default"),
          Refusal.noPartition("de"));

  private RandomFailures() {}

  /** Begins random trouble, and returns its description. */
  public static String begin(MilvusScript script, Random random) {
    boolean change = random.nextBoolean();
    String method = one(change ? CHANGES : READS, random);
    Trouble trouble =
        switch (random.nextInt(6)) {
          case 0 -> new Trouble.Delay(Duration.ofMillis(200 + random.nextInt(1300)));
          case 1 -> new Trouble.Ended(Status.UNAVAILABLE);
          case 2 -> new Trouble.Refused(one(REFUSALS, random));
          case 3 -> new Trouble.Unheard(Status.UNAVAILABLE);
          case 4 -> new Trouble.Blank();
          // A change may stay unanswered for longer than a life lasts.
          default -> change ? new Trouble.Ended(Status.INTERNAL) : new Trouble.Silence();
        };
    script.put(method, trouble);
    return method + " " + trouble;
  }

  private static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
