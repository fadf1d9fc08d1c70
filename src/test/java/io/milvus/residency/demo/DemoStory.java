package io.milvus.residency.demo;

import static io.milvus.residency.demo.DemoStage.COLLECTION;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The steps of the demo, each verified against Milvus. */
final class DemoStory {

  private static final String APPROVE = "To approve exactly these releases: `kubectl ";

  private final DemoStage stage;
  private final Instant start = Instant.now();

  DemoStory(DemoStage stage) {
    this.stage = stage;
  }

  void tell() {
    stage.say("A collection and its partition old are created and loaded");
    stage.user().createCollection(COLLECTION);
    stage.user().load(COLLECTION, "_default");
    stage.user().createPartition(COLLECTION, "old");
    stage.user().load(COLLECTION, "old");
    stage.expect(Map.of("_default", "Loaded", "old", "Loaded"));

    stage.say("A policy releases old");
    stage.apply(
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: archive}
        spec:
          milvus: {uri: "%s"}
          collection: articles
          rules:
            - {name: old, match: {names: [old]}, state: Released}
          interval: 5s
          safety: {releaseDelay: 2s}      # 5m if omitted
        """);
    stage.expect(Map.of("_default", "Loaded", "old", "NotLoad"));
    DemoStage.until(
        "get_load_state of the collection to stay Loaded",
        () -> stage.user().loadState(COLLECTION),
        "Loaded"::equals);
    System.out.println("  get_load_state of the collection as a whole: Loaded");
    stage.ready("archive");

    stage.say("Partitions for languages and tenants are created; a policy is applied to them");
    for (String name : new String[] {"de", "en", "tenant_a", "tenant_b", "tenant_trial_c"}) {
      stage.user().createPartition(COLLECTION, name);
    }
    stage.apply(serving("Enforce", "de, en"));
    stage.expect(
        Map.of(
            "_default", "Loaded",
            "old", "NotLoad",
            "de", "Loaded",
            "en", "Loaded",
            "tenant_a", "Loaded",
            "tenant_b", "Loaded",
            "tenant_trial_c", "NotLoad"));
    stage.ready("serving");
    stage.show("get", "plp");

    stage.say("Another client releases de with a plain SDK call");
    stage.user().release(COLLECTION, "de");
    Instant released = Instant.now();
    stage.expect(Map.of("de", "Loaded"));
    System.out.printf(
        "  loaded again %.1f s after the release (interval: 5s)%n",
        Duration.between(released, Instant.now()).toMillis() / 1000.0);

    stage.say("The policy is edited: en is no longer wanted, and tenants are released");
    stage.ready("serving");
    stage.apply(serving("Enforce", "de").replace("state: Loaded}  # tenants", "state: Released}"));
    String message =
        DemoStage.until(
            "the releases of the edit to be blocked",
            () -> stage.message("serving"),
            text -> text.contains("2 of 5 resident partitions") && text.contains(APPROVE));
    stage.show("get", "plp");
    System.out.println("  " + message);
    stage.staysFor(Duration.ofSeconds(4), Map.of("tenant_a", "Loaded", "tenant_b", "Loaded"));
    System.out.println("  nothing was released within twice the releaseDelay");

    stage.say("An admin approves the releases with the command in the message");
    int command = message.indexOf(APPROVE) + APPROVE.length();
    stage.show(message.substring(command, message.indexOf('`', command)).split(" "));
    stage.expect(
        Map.of("de", "Loaded", "en", "Loaded", "tenant_a", "NotLoad", "tenant_b", "NotLoad"));
    System.out.println("  en is still loaded: partitions that no rule matches are left alone");
    stage.ready("serving");

    stage.say(
        "The policy is set to Observe and wants all of them loaded: the plan is in its status");
    stage.apply(serving("Observe", "de, en"));
    DemoStage.until(
        "the plan in the status", () -> stage.message("serving"), m -> m.contains("would load"));
    stage.show("get", "plp", "serving", "-o", "wide");
    stage.staysFor(
        Duration.ofSeconds(6),
        Map.of("de", "Loaded", "tenant_a", "NotLoad", "tenant_b", "NotLoad"));
    System.out.println("  nothing changed for more than an interval");

    window();

    stage.say("The policies are deleted: Milvus stays as it is");
    stage.show("delete", "plp", "--all");
    stage.expect(
        Map.of("_default", "Loaded", "de", "Loaded", "en", "Loaded", "tenant_a", "NotLoad"));
    System.out.printf(
        "%nEvery step succeeded, verified against Milvus, in %d s.%n",
        Duration.between(start, Instant.now()).toSeconds());
  }

  /** Shows keepLast on partitions with a day in their name. */
  private void window() {
    ZoneId zone = zone(start);
    LocalDate today = LocalDate.ofInstant(start, zone);
    stage.say("Partitions for four days are created; a policy keeps the last three");
    for (int age = 3; age >= 0; age--) {
      stage.user().createPartition(COLLECTION, day(today, age));
    }
    stage.user().load(COLLECTION, day(today, 3));
    stage.expect(Map.of(day(today, 3), "Loaded"));
    stage.apply(
        """
        apiVersion: residency.milvus.io/v1alpha1
        kind: PartitionLoadPolicy
        metadata: {name: days}
        spec:
          milvus: {uri: "%%s"}
          collection: articles
          timeZone: %s
          rules:
            - name: last-days
              match: {dateFormat: "day_%%%%Y%%%%m%%%%d"}
              keepLast: 3
              state: Loaded
              otherwise: Released
          interval: 5s
          safety: {releaseDelay: 2s}
        """
            .formatted(zone));
    stage.expect(
        Map.of(
            day(today, 3), "NotLoad",
            day(today, 2), "Loaded",
            day(today, 1), "Loaded",
            day(today, 0), "Loaded"));
    String midnight = today.plusDays(1).atStartOfDay(zone).toInstant().toString();
    DemoStage.until(
        "status.next.time to be " + midnight,
        () -> stage.status("days", "next.time"),
        midnight::equals);
    System.out.printf("  status.next.time: %s, midnight in %s%n", midnight, zone);
    stage.ready("days");
    stage.show("get", "plp");
  }

  /** Returns a zone where midnight is hours away, so that the day does not change in the demo. */
  static ZoneId zone(Instant start) {
    return ZoneId.of(start.atOffset(ZoneOffset.UTC).getHour() < 12 ? "UTC" : "Pacific/Honolulu");
  }

  private static String day(LocalDate today, int age) {
    return "day_" + today.minusDays(age).format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  private static String serving(String mode, String names) {
    return """
    apiVersion: residency.milvus.io/v1alpha1
    kind: PartitionLoadPolicy
    metadata: {name: serving}
    spec:
      milvus: {uri: "%%s"}
      collection: articles
      mode: %s
      rules:
        - {name: languages, match: {names: [%s]}, state: Loaded}
        - {name: tenants, match: {globs: ["tenant_*"], except: ["tenant_trial_*"]}, state: Loaded}  # tenants
      interval: 5s
      safety: {releaseDelay: 2s}
    """
        .formatted(mode, names);
  }
}
