package io.milvus.residency.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointExecutorsTest {

  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofMinutes(10);

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

  private static Runnable blocked(CountDownLatch answer, AtomicInteger begun) {
    return () -> {
      begun.incrementAndGet();
      await().forever().until(() -> answer.getCount() == 0);
    };
  }

  @Test
  void sharesThreadsWhileTasksEnd() {
    ThreadPoolExecutor pool = pool(Thread::new);
    AtomicInteger ended = new AtomicInteger();
    try (EndpointExecutors executors = new EndpointExecutors(4, 8, NEVER, pool)) {
      for (int i = 0; i < 4000; i++) {
        executors.of("http://milvus" + i % 40 + ":19530").execute(ended::incrementAndGet);
      }
      await().until(() -> ended.get() == 4000);
      assertThat(pool.getLargestPoolSize()).isLessThan(16);
    }
  }

  @Test
  void runsTaskOfHealthyMilvusAlthoughOthersBlockAllSharedThreads() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    ThreadPoolExecutor pool = pool(Thread::new);
    try (EndpointExecutors executors = new EndpointExecutors(4, 8, SOON, pool)) {
      for (int i = 0; i < 80; i++) {
        executors.of("http://silent" + i % 20 + ":19530").execute(blocked(answer, begun));
      }
      FutureTask<String> call = new FutureTask<>(() -> "answered");
      executors.of("http://healthy:19530").execute(call);

      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
      await().until(() -> begun.get() == 20);
      assertThat(pool.getLargestPoolSize()).isLessThanOrEqualTo(21);
      answer.countDown();
      await().until(() -> begun.get() == 80);
    }
  }

  @Test
  void runsWaitingTasksAlthoughNoThreadCanBeStarted() {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicBoolean full = new AtomicBoolean();
    ThreadFactory factory =
        task -> {
          if (full.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(task);
        };
    try (EndpointExecutors executors = new EndpointExecutors(1, 8, SOON, pool(factory))) {
      executors.of("http://one:19530").execute(blocked(answer, begun));
      await().until(() -> begun.get() == 1);
      full.set(true);
      executors.of("http://one:19530").execute(blocked(answer, begun));
      executors.of("http://two:19530").execute(blocked(answer, begun));

      answer.countDown();

      await().until(() -> begun.get() == 3);
    }
  }

  @Test
  void goesOnAfterTaskThatThrows() {
    AtomicInteger ended = new AtomicInteger();
    ThreadFactory quiet =
        task -> {
          Thread thread = new Thread(task);
          thread.setUncaughtExceptionHandler((t, e) -> {});
          return thread;
        };
    try (EndpointExecutors executors = new EndpointExecutors(1, 1, SOON, pool(quiet))) {
      for (int i = 0; i < 10; i++) {
        Executor executor = executors.of("http://milvus" + i % 3 + ":19530");
        executor.execute(
            () -> {
              throw new IllegalStateException("nobody thought of that");
            });
        executor.execute(ended::incrementAndGet);
      }
      await().until(() -> ended.get() == 10);
    }
  }

  private static ThreadPoolExecutor pool(ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }
}
