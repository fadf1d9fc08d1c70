package io.milvus.residency.cli;

import io.milvus.residency.api.PolicySpec;
import io.milvus.residency.collection.Approach;
import io.milvus.residency.milvus.Access;
import io.milvus.residency.milvus.Connections;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Fault;
import io.milvus.residency.milvus.GrpcConnections;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.plan.CollectionId;
import io.milvus.residency.plan.Observed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the collections of policies in Milvus, and changes nothing there. */
final class Look {

  /** Holds an API key, or {@code user:password}. */
  static final String TOKEN = "MILVUS_TOKEN";

  private final Optional<String> uri;
  private final Credentials credentials;

  /**
   * Looks where it is told to.
   *
   * @param uri where, instead of where each policy says; only there are credentials sent, so that
   *     no policy can ask for them
   * @param environment holds the credentials
   */
  Look(Optional<String> uri, Map<String, String> environment) {
    this.uri = uri;
    this.credentials =
        Optional.ofNullable(environment.get(TOKEN))
            .filter(token -> uri.isPresent() && !token.isBlank())
            .<Credentials>map(Credentials.Token::new)
            .orElse(new Credentials.None());
  }

  private record Place(String uri, String database, String collection) {
    @Override
    public String toString() {
      return "Collection " + collection + " of database " + database + " at " + uri;
    }
  }

  /** One scene for each collection, whatever names and addresses the policies have for it. */
  List<Scene> at(List<Manifest> policies, Map<String, String> lists) throws UserException {
    Map<Place, Observed> seen = new LinkedHashMap<>();
    Map<CollectionId, List<Manifest>> byCollection = new LinkedHashMap<>();
    Map<CollectionId, Place> places = new LinkedHashMap<>();
    try (Connections connections = new GrpcConnections()) {
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
    List<Scene> scenes = new ArrayList<>();
    places.forEach(
        (id, place) ->
            scenes.add(Scene.of(place.database(), seen.get(place), byCollection.get(id), lists)));
    return scenes;
  }

  private Place place(Manifest policy) {
    PolicySpec spec = policy.policy().getSpec();
    String address =
        uri.orElseGet(() -> Approach.inNamespace(spec.milvus().uri(), policy.name().namespace()));
    return new Place(address, spec.database(), spec.collection());
  }

  private Observed look(Connections connections, Place place) throws UserException {
    try {
      return connections
          .to(new Access(place.uri(), place.database(), credentials))
          .look(place.collection(), Optional.empty());
    } catch (MilvusException e) {
      throw new UserException(place + ": " + e.getMessage() + remedy(e.fault()));
    }
  }

  private static String remedy(Fault fault) {
    return switch (fault) {
      case UNREACHABLE, TIMED_OUT ->
          System.lineSeparator()
              + "--milvus URI looks elsewhere, as at http://localhost:19530 after kubectl"
              + " port-forward; --partitions FILE needs no Milvus.";
      case UNAUTHENTICATED ->
          System.lineSeparator()
              + "Set "
              + TOKEN
              + " to an API key or user:password, and name the address by --milvus.";
      default -> "";
    };
  }
}
