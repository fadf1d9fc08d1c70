package io.milvus.residency.app;

import io.milvus.residency.kube.PolicyAccess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the operator as soon as the API server lets it see policies, and logs what is in the way
 * of that: one line for each obstacle, however often it is met. The libraries below log a stack
 * trace at each attempt, and not the answer of the API server.
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
   * Does nothing before it is run.
   *
   * @param welcome what to log when policies have been seen for the first time
   */
  StartupCheck(ResidencyOperator operator, PolicyAccess server, String welcome) {
    this.operator = operator;
    this.server = server;
    this.welcome = welcome;
  }

  /** Returns when it is told to stop. */
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
