package io.milvus.residency.operator;

import io.milvus.residency.testkit.KubeServer;
import io.milvus.residency.testkit.RealParts;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/** Trouble with the API server, which must not be anybody else's. */
final class ApiServerTrouble {

  private static final String NOTHING = "nothings";

  private final KubeServer kube;
  private final LifeJournal journal;
  private final LifeStory story;
  private Optional<Trouble> now = Optional.empty();

  private record Trouble(String resource, Instant since) {}

  ApiServerTrouble(KubeServer kube, LifeJournal journal, LifeStory story) {
    this.kube = kube;
    this.journal = journal;
    this.story = story;
  }

  /** Takes away the operator's right to a resource, unless it misses one already. */
  void take(String resource) {
    if (now.isEmpty()) {
      story.add("no right to " + resource);
      now = Optional.of(new Trouble(resource, Instant.now()));
      rename(resource, renamed(resource));
    }
  }

  /** Gives back what was taken. */
  void giveBack() {
    now.ifPresent(
        trouble -> {
          story.add("a right to " + trouble.resource());
          rename(renamed(trouble.resource()), trouble.resource());
          journal.away(trouble.since(), Instant.now());
        });
    now = Optional.empty();
  }

  /** The API server is away while something else happens. */
  void away(Runnable meanwhile) {
    Instant since = Instant.now();
    story.add("API server away");
    kube.killApi();
    meanwhile.run();
    kube.startApi();
    story.add("API server back");
    journal.away(since, Instant.now());
  }

  private static String renamed(String resource) {
    return NOTHING
        + resource.substring(resource.indexOf('/') < 0 ? resource.length() : resource.indexOf('/'));
  }

  private void rename(String from, String to) {
    kube.admin()
        .rbac()
        .clusterRoles()
        .withName(RealParts.SERVICE_ACCOUNT)
        .edit(
            role -> {
              role.getRules()
                  .forEach(rule -> Collections.replaceAll(rule.getResources(), from, to));
              return role;
            });
  }
}
