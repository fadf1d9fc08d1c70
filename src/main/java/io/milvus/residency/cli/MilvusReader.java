package io.milvus.residency.cli;

import static java.util.stream.Collectors.joining;

import io.milvus.residency.milvus.CheckResult;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.overview.MilvusObservation;
import io.milvus.residency.overview.MilvusObservation.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the version, the health and collections of one Milvus, without changing anything. */
final class MilvusReader {

  private static final String DEFAULT_DATABASE = "default";

  private final MilvusOptions server;
  private final Map<String, String> environment;
  private final List<String> notices = new ArrayList<>();

  /**
   * Creates a reader.
   *
   * @param server the server, as the user has named it
   * @param environment holds the credentials
   */
  MilvusReader(MilvusOptions server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  /**
   * Returns what the server says; a server that can't be read is part of the answer.
   *
   * @param wanted the collections to read
   */
  MilvusObservation read(Map<CollectionId, Place> wanted) throws UserException {
    Map<CollectionId, ObservedCollection> found = new HashMap<>();
    String about;
    try (GrpcConnections connections = new GrpcConnections()) {
      List<CheckResult> findings = new ArrayList<>();
      connections
          .preflight(
              server.access(DEFAULT_DATABASE, environment),
              finding -> findings.add(server.worded(finding)))
          .run(Optional.empty(), OptionalInt.empty());
      about = about(findings);
      if (findings.stream().noneMatch(finding -> finding.grade() == Grade.FAILURE)) {
        read(connections, wanted, found);
      }
    }
    return new MilvusObservation(Optional.of(about), found, notices);
  }

  private String about(List<CheckResult> findings) {
    return "Milvus at "
        + server.uri().orElseThrow()
        + ": "
        + findings.stream().map(MilvusReader::words).collect(joining("; "));
  }

  private static String words(CheckResult finding) {
    String grade = finding.grade() == Grade.OK ? "" : finding.grade() + " ";
    return finding.subject()
        + ": "
        + grade
        + finding.text()
        + (finding.lacksCredentials() ? " Set " + MilvusOptions.TOKEN + "." : "");
  }

  private void read(
      GrpcConnections connections,
      Map<CollectionId, Place> wanted,
      Map<CollectionId, ObservedCollection> found)
      throws UserException {
    for (Map.Entry<CollectionId, Place> entry : wanted.entrySet()) {
      Place place = entry.getValue();
      try {
        ObservedCollection seen =
            connections
                .to(server.access(place.database(), environment))
                .look(place.name(), Optional.empty());
        if (seen.id().equals(entry.getKey())) {
          found.put(seen.id(), seen);
        }
      } catch (MilvusException e) {
        if (e.unanswered()) {
          notices.add("Milvus stopped answering: " + server.worded(e.getMessage()));
          break;
        }
      }
    }
    if (found.size() < wanted.size()) {
      notices.add(
          "At "
              + server.uri().orElseThrow()
              + ", "
              + found.size()
              + " of "
              + wanted.size()
              + " collections could be read; the others are shown by the status of their policies"
              + " alone.");
    }
  }
}
