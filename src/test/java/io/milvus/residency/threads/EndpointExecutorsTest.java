package io.milvus.residency.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
}
