package io.milvus.residency.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.milvus.residency.leader.Leadership;
import io.milvus.residency.model.PolicyName;
import io.milvus.residency.testkit.RealParts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Events on a real API server. */
@ExtendWith(RealParts.Extension.class)
class EventPublisherIT {

  @Test
  void truncatesFieldsThatAreTooLong(RealParts parts) {
    String namespace = parts.createNamespace();
    String name = "n".repeat(63);
    try (KubernetesClient client = parts.operatorClient();
        EventPublisher publisher =
            new EventPublisher(access(client), Clock.systemUTC(), "host".repeat(100))) {
      publisher.write(
          new PolicyName(namespace, name),
          "some-uid",
          "Warning",
          "Reason".repeat(50),
          "Action".repeat(50),
          "Prüfung 検索 🙂 ".repeat(200));
      await().until(() -> !events(parts, namespace).isEmpty());
    }

    Event event = events(parts, namespace).get(0);
    assertThat(event.getNote().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1020, 1024);
    assertThat(event.getNote()).startsWith("Prüfung 検索 🙂 ").endsWith("…").doesNotContain("\uFFFD");
    assertThat(event.getRegarding().getUid()).isEqualTo("some-uid");
    assertThat(event.getRegarding().getName()).isEqualTo(name);
  }

  private static WriteAccess access(KubernetesClient client) {
    return WriteAccess.of(client, Leadership.unshared());
  }

  @Test
  void logsRefusedEventsOnce(RealParts parts) {
    String namespace = parts.createNamespace();
    PolicyName policy = new PolicyName(namespace, "articles");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(EventPublisher.class);
    log.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(log);
    try (KubernetesClient client = parts.operatorClient();
        EventPublisher publisher = new EventPublisher(access(client), Clock.systemUTC(), "host")) {
      for (int i = 0; i < 3; i++) {
        publisher.write(policy, "uid", "Odd", "Reason", "Action", "refused");
      }
      publisher.write(policy, "uid", "Normal", "Reason", "Action", "accepted");
      await()
          .until(
              () -> events(parts, namespace).stream().map(Event::getNote).toList(),
              notes -> notes.contains("accepted"));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }

    assertThat(events(parts, namespace)).extracting(Event::getNote).containsExactly("accepted");
    assertThat(log.list)
        .filteredOn(line -> line.getFormattedMessage().contains(policy.toString()))
        .singleElement()
        .satisfies(line -> assertThat(line.getFormattedMessage()).contains("type", "refused"))
        .satisfies(line -> assertThat(line.getThrowableProxy()).isNull());
  }

  private static List<Event> events(RealParts parts, String namespace) {
    return parts.kube().admin().events().v1().events().inNamespace(namespace).list().getItems();
  }
}
