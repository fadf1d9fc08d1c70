package io.milvus.residency.leader;

import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The thread of the election, when something fails that is not the API server. */
class LeaderElectorTest {

  private final LeaseObject object = new LeaseObject();
  private final AtomicInteger renewals = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();

  /** The object, which other threads read, too. */
  private final LeaseStore store =
      new LeaseStore() {
        @Override
        public Optional<LeaseRecord> read() {
          if (errors.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return object.read();
        }

        @Override
        public Optional<LeaseRecord> create(LeaseRecord lease) {
          return object.create(lease);
        }

        @Override
        public Optional<LeaseRecord> replace(LeaseRecord lease) {
          renewals.incrementAndGet();
          return object.replace(lease);
        }
      };

  private final InstantSource steady = () -> Instant.EPOCH.plusNanos(System.nanoTime());
  private final LeaderElector elector =
      new LeaderElector(store, "this", steady, InstantSource.system(), () -> {});

  @BeforeEach
  void leaseIsFree() {
    LeaseRecord lease =
        object.create(LeaseRecord.first("last", LeaseElection.LEASE, "")).orElseThrow();
    object.replace(lease.givenUp(""));
  }

  @Test
  void goesOnRenewingIfTheBeginningOfTheLeadershipFails() {
    elector.start(
        () -> {
          throw new IllegalStateException("the policies can't be read");
        });

    await().until(() -> renewals.get() > 2);
    elector.close();
  }

  @Test
  void goesOnAfterErrorOfTheProcess() {
    errors.set(1);
    elector.start(() -> {});

    await().until(elector.leadership()::held);
    elector.close();
  }
}
