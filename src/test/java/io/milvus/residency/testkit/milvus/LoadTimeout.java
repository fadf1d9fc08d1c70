package io.milvus.residency.testkit.milvus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A limit of the looks or of the time without progress, after which a load is given up. */
record LoadTimeout(int looks, Duration time, InstantSource clock) {

  private static final Duration FOREVER = Duration.ofDays(100_000);

  static final LoadTimeout NEVER = new LoadTimeout(Integer.MAX_VALUE);

  LoadTimeout(int looks) {
    this(looks, FOREVER, InstantSource.system());
  }

  LoadTimeout(Duration time, InstantSource clock) {
    this(Integer.MAX_VALUE, time, clock);
  }

  boolean over(int looksSince, Instant since) {
    return looksSince >= looks || !clock.instant().isBefore(since.plus(time));
  }
}
