package io.milvus.residency.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointExecutorsTest {

  @Test
  void runsAFewTasksAtOnceForEachMilvus() throws InterruptedException, ExecutionException {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    try (EndpointExecutors executors = new EndpointExecutors("test", 3)) {
      for (int i = 0; i < 20; i++) {
        executors
            .of("http://silent:19530")
            .execute(
                () -> {
                  begun.incrementAndGet();
                  await().until(() -> answer.getCount() == 0);
                });
      }
      await().until(() -> begun.get() == 3);

      FutureTask<String> call = new FutureTask<>(() -> "answered");
      executors.of("http://healthy:19530").execute(call);
      assertThat(call.get()).isEqualTo("answered");
      assertThat(begun).hasValue(3);

      answer.countDown();
      await().until(() -> begun.get() == 20);
    }
  }

  @Test
  void keepsHalfOfAllThreadsForThoseThatAreNotSlow() throws Exception {
    EndpointExecutors.Limits limits = new EndpointExecutors.Limits(4, 8, Duration.ZERO);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    try (EndpointExecutors executors = new EndpointExecutors("test", limits)) {
      for (int i = 0; i < 5; i++) {
        FutureTask<String> slow = new FutureTask<>(() -> "slow");
        executors.of("http://silent" + i + ":19530").execute(slow);
        slow.get();
      }
      for (int i = 0; i < 20; i++) {
        Executor executor = executors.of("http://silent" + i % 5 + ":19530");
        executor.execute(
            () -> {
              begun.incrementAndGet();
              await().until(() -> answer.getCount() == 0);
            });
      }
      await().until(() -> begun.get() == 4);

      FutureTask<String> call = new FutureTask<>(() -> "answered");
      executors.of("http://healthy:19530").execute(call);

      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
      assertThat(begun).hasValue(4);
      answer.countDown();
      await().until(() -> begun.get() == 20);
    }
  }

  @Test
  void limitsThreadsOfAll() {
    EndpointExecutors.Limits limits = new EndpointExecutors.Limits(4, 8, Duration.ofMinutes(1));
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    try (EndpointExecutors executors = new EndpointExecutors("test", limits)) {
      for (int i = 0; i < 40; i++) {
        executors
            .of("http://milvus" + i % 20 + ":19530")
            .execute(
                () -> {
                  begun.incrementAndGet();
                  await().until(() -> answer.getCount() == 0);
                });
      }
      await().until(() -> begun.get() == 8);

      answer.countDown();
      await().until(() -> begun.get() == 40);
    }
  }
}
