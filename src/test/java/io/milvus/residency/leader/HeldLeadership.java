package io.milvus.residency.leader;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** A leadership that a test holds for as long as it likes. */
public final class HeldLeadership {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Leadership leadership = Leadership.shared(now::get, now::get);

  /** Returns the leadership, which is not held at first. */
  public Leadership leadership() {
    return leadership;
  }

  /** Extends the leadership by ten seconds from now on. */
  public void extend() {
    Instant until = now.get().plusSeconds(10);
    leadership.extend(until, until);
  }

  /** Lets ten seconds pass. */
  public void expire() {
    pass(Duration.ofSeconds(10));
  }

  /** Lets time pass. */
  public void pass(Duration duration) {
    now.updateAndGet(time -> time.plus(duration));
  }
}
