package io.milvus.residency.cli;

import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.Milvus;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.model.ObservedCollection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads collections of a database from Milvus, without changing anything there. */
final class LiveCollections {

  private final MilvusOptions server;
  private final Map<String, String> environment;
  private final String database;

  LiveCollections(MilvusOptions server, Map<String, String> environment, String database) {
    this.server = server;
    this.environment = environment;
    this.database = database;
  }

  /**
   * Returns the collections by the names that were asked for.
   *
   * @param names names of collections or aliases; none for all collections of the database
   * @param progress shows how many of them were read
   */
  Map<String, ObservedCollection> read(List<String> names, Progress progress) throws UserException {
    Map<String, ObservedCollection> seen = new LinkedHashMap<>();
    try (MilvusConnections connections = new GrpcConnections()) {
      Milvus milvus = connections.to(server.access(database, environment));
      List<String> wanted = names.isEmpty() ? milvus.collections() : names;
      for (String name : wanted) {
        progress.show("Reading collection " + (seen.size() + 1) + " of " + wanted.size());
        seen.put(name, milvus.look(name, Optional.empty()));
      }
      return seen;
    } catch (MilvusException e) {
      throw new UserException(
          "Database " + database + " at " + server.uri().orElseThrow() + ": " + server.words(e));
    }
  }
}
