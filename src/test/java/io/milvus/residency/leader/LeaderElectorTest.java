package io.milvus.residency.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of the election, when something fails that is not the API server. */
class LeaderElectorTest {

  private final LeaseObject object = new LeaseObject();
  private final AtomicInteger renewals = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private volatile Callable<Boolean> meanwhile = () -> true;

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
          try {
            meanwhile.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
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
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tellsItsProgressWhileItGivesTheLeaseUp() throws InterruptedException {
    elector.start(() -> {});
    await().until(elector.leadership()::held);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    meanwhile =
        () -> {
          asked.countDown();
          answered.await();
          return true;
        };

    Thread closing = new Thread(elector::close);
    closing.start();
    asked.await();

    assertThat(elector.idle()).isGreaterThanOrEqualTo(Duration.ZERO);
    answered.countDown();
    closing.join();
  }

  @Test
  void goesOnAfterErrorOfTheProcess() {
    errors.set(1);
    elector.start(() -> {});

    await().until(elector.leadership()::held);
    elector.close();
  }
}
