package io.milvus.residency.app;

import io.milvus.residency.kube.PolicyAccess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check that starts the operator as soon as policies can be listed, and until then logs why they
 * can't: one line for each obstacle, however often it occurs. The client libraries log a stack
 * trace for each attempt, without the response of the API server.
 */
final class StartupCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StartupCheck.class);
  private static final Duration BETWEEN = Duration.ofSeconds(5);

  private final ResidencyOperator operator;
  private final PolicyAccess server;
  private final String welcome;
  private Optional<String> obstacle = Optional.empty();
  private boolean started;
  private boolean seen;

  /**
   * Creates the check; nothing is asked before {@link #run}.
   *
   * @param welcome the line to log when policies have been listed for the first time
   */
  StartupCheck(ResidencyOperator operator, PolicyAccess server, String welcome) {
    this.operator = operator;
    this.server = server;
    this.welcome = welcome;
  }

  /** Checks every 5 s, and returns when the latch is released. */
  void run(CountDownLatch stopped) throws InterruptedException {
    do {
      look();
    } while (!stopped.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void look() {
    if (operator.watching()) {
      watching();
      return;
    }
    Optional<String> now = server.obstacle();
    if (now.isPresent()) {
      if (!now.equals(obstacle)) {
        LOG.warn("{} Retrying every {} s.", now.get(), BETWEEN.toSeconds());
      }
      obstacle = now;
    } else if (!started) {
      operator.start();
      started = true;
      if (operator.watching()) {
        watching();
      }
    }
  }

  private void watching() {
    if (!seen) {
      LOG.info(welcome);
    } else if (obstacle.isPresent()) {
      LOG.info("Policies can be listed again.");
    }
    seen = true;
    obstacle = Optional.empty();
  }
}
