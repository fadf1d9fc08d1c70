package io.milvus.residency.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milvus.residency.reconcile.Clocks.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PassQueueTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final ConnectionRef MILVUS =
      new ConnectionRef(
          "http://milvus:19530", Optional.empty(), Optional.empty(), Optional.empty(), "default");
  private static final CollectionRef ARTICLES = new CollectionRef(MILVUS, "articles");
  private static final CollectionRef BOOKS = new CollectionRef(MILVUS, "books");

  private final InstantSource still = () -> Instant.EPOCH;
  private final Clocks clocks = new Clocks(still, still);
  private final PassQueue queue = new PassQueue();

  private CompletableFuture<Void> timer() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            queue.awaitDue(clocks, LONG);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void endPass(Instant due) {
    queue.begin(ARTICLES, Instant.EPOCH);
    queue.end(ARTICLES, DueTime.at(due), policy -> true, clocks.read());
  }

  @Test
  void wakesTimerWhenPassEnds() {
    CompletableFuture<Void> timer = timer();
    assertThat(timer).isNotDone();

    endPass(Instant.EPOCH.plusMillis(50));

    await().until(timer::isDone);
  }

  /** Each wake-up of the timer costs as much as a pass. */
  @Test
  void doesNotWakeTimerForPassThatIsDueLater() {
    endPass(Instant.EPOCH.plus(LONG));
    CompletableFuture<Void> timer = timer();

    queue.begin(BOOKS, Instant.EPOCH);
    queue.end(
        BOOKS, DueTime.at(Instant.EPOCH.plus(LONG.multipliedBy(2))), policy -> true, clocks.read());

    await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    assertThat(timer).isNotDone();
    endPass(Instant.EPOCH);
    await().until(timer::isDone);
  }

  @Test
  void followsWallClockThatIsSet() {
    Instant opening = Instant.EPOCH.plus(LONG);
    queue.begin(ARTICLES, Instant.EPOCH);
    DueTime due = new DueTime(opening.plus(LONG), Optional.of(opening));
    queue.end(ARTICLES, due, policy -> true, clocks.read());
    Instant later = Instant.EPOCH.plusSeconds(1);

    assertThat(queue.due(new Reading(later, later))).isEmpty();
    assertThat(queue.due(new Reading(opening, later))).containsExactly(ARTICLES);
  }

  @Test
  void doesNotWaitWhilePassIsDue() {
    endPass(Instant.EPOCH);

    await().until(timer()::isDone);
    assertThat(queue.due(clocks.read())).containsExactly(ARTICLES);
  }

  @Test
  void tellsHowLongWaitingPassHasBeenDue() {
    Instant now = Instant.EPOCH.plusSeconds(60);
    assertThat(queue.overdue(now)).isZero();

    endPass(Instant.EPOCH.plusSeconds(90));
    assertThat(queue.overdue(now)).isZero();

    endPass(Instant.EPOCH.plusSeconds(50));
    assertThat(queue.overdue(now)).isEqualTo(Duration.ofSeconds(10));

    queue.begin(ARTICLES, now);
    assertThat(queue.overdue(now)).isZero();
  }

  /** Else the timer would run without pause while a slow pass runs. */
  @Test
  void waitsWhileDuePassIsUnderWay() {
    endPass(Instant.EPOCH);
    queue.due(clocks.read());

    CompletableFuture<Void> timer = timer();

    await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    assertThat(timer).isNotDone();
    endPass(Instant.EPOCH);
    await().until(timer::isDone);
  }
}
