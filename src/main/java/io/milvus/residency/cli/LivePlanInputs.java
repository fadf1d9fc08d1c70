package io.milvus.residency.cli;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.MilvusConnections;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.Tls;
import io.milvus.residency.model.CollectionId;
import io.milvus.residency.model.ObservedCollection;
import io.milvus.residency.rules.PartitionList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the collections of policies from Milvus, without changing anything there. */
final class LivePlanInputs {

  private final MilvusOptions server;
  private final Map<String, String> environment;
  private final Map<Place, ObservedCollection> seen = new LinkedHashMap<>();

  /**
   * Creates a reader.
   *
   * @param server the address that replaces those of the policies, if given; credentials are sent
   *     only there, so that no policy can ask for them
   * @param environment holds the credentials
   */
  LivePlanInputs(MilvusOptions server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  private record Place(String uri, String database, String collection) {
    @Override
    public String toString() {
      return "Collection " + collection + " of database " + database + " at " + uri;
    }
  }

  /**
   * Returns one input for each collection, whatever names and addresses the policies use. A
   * collection is read once, however often this is called.
   */
  List<PlanInput> at(List<Manifest> policies, Map<String, PartitionList> lists)
      throws UserException {
    Map<CollectionId, List<Manifest>> byCollection = new LinkedHashMap<>();
    Map<CollectionId, Place> places = new LinkedHashMap<>();
    try (MilvusConnections connections = new GrpcConnections()) {
      for (Manifest policy : policies) {
        Place place = place(policy);
        if (!seen.containsKey(place)) {
          seen.put(place, look(connections, place));
        }
        CollectionId id = seen.get(place).id();
        places.putIfAbsent(id, place);
        byCollection.computeIfAbsent(id, i -> new ArrayList<>()).add(policy);
      }
    }
    List<PlanInput> inputs = new ArrayList<>();
    places.forEach(
        (id, place) ->
            inputs.add(
                PlanInput.of(place.database(), seen.get(place), byCollection.get(id), lists)));
    return inputs;
  }

  private Place place(Manifest policy) {
    PolicySpec spec = policy.policy().getSpec();
    String address =
        server
            .uri()
            .orElseGet(() -> Address.inNamespace(spec.milvus().uri(), policy.name().namespace()));
    return new Place(address, spec.database(), spec.collection());
  }

  private ObservedCollection look(MilvusConnections connections, Place place) throws UserException {
    try {
      return connections.to(connection(place)).look(place.collection(), Optional.empty());
    } catch (MilvusException e) {
      throw new UserException(place + ": " + server.words(e));
    }
  }

  private ConnectionConfig connection(Place place) throws UserException {
    return server.uri().isPresent()
        ? server.access(place.database(), environment)
        : new ConnectionConfig(place.uri(), place.database(), new Credentials.None(), Tls.DEFAULT);
  }
}
