package io.milvus.residency.milvus;

import io.milvus.grpc.CheckHealthRequest;
import io.milvus.grpc.CheckHealthResponse;
import io.milvus.grpc.ConnectRequest;
import io.milvus.grpc.ConnectResponse;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.DescribeIndexRequest;
import io.milvus.grpc.DescribeIndexResponse;
import io.milvus.grpc.FieldSchema;
import io.milvus.residency.api.Address;
import io.milvus.residency.milvus.CheckResult.Grade;
import io.milvus.residency.milvus.RpcCaller.Call;
import io.milvus.residency.milvus.ServerVersion.Knowledge;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Checks everything that the operator needs of a Milvus, one thing after the other, and changes
 * nothing there. Skips checks that an earlier failure makes impossible.
 */
public final class Preflight {

  private final ConnectionConfig config;
  private final RpcCaller caller;
  private final VersionReader version;
  private final CollectionReader reader;
  private final Deadlines deadlines;
  private final Consumer<CheckResult> results;

  Preflight(
      ConnectionConfig config,
      RpcCaller caller,
      Deadlines deadlines,
      Consumer<CheckResult> results) {
    this.config = config;
    this.caller = caller;
    this.version = new VersionReader(caller, deadlines);
    this.reader = new CollectionReader(caller, config.database(), deadlines, version);
    this.deadlines = deadlines;
    this.results = results;
  }

  /**
   * Reports one finding after the other.
   *
   * @param collection the collection that policies will name; empty to check the server only
   * @param replicas the number of replicas to load; empty for the current number
   */
  public void run(Optional<String> collection, OptionalInt replicas) {
    if (connection() && database() && collection.isPresent()) {
      Optional<DescribeCollectionResponse> described = collection(collection.get());
      if (described.isPresent()) {
        String name = described.get().getSchema().getName();
        index(name);
        new PrivilegeCheck(caller, config.database(), deadlines, results).check(name);
        new ReplicaCheck(caller, config.database(), deadlines, results).check(name, replicas);
      }
    }
  }

  private boolean connection() {
    String where =
        Address.of(config.uri())
            + (Address.of(config.uri()).secure() ? " answers, with TLS" : " answers, without TLS");
    try {
      ServerVersion found = version.read();
      ok("connection", where);
      ok(
          "authentication",
          config.credentials() instanceof Credentials.None
              ? "Milvus requires no credentials"
              : "the credentials are accepted, if Milvus checks them at all");
      return version(found) && health();
    } catch (MilvusException e) {
      switch (e.fault()) {
        case UNAUTHENTICATED -> {
          ok("connection", where);
          failure("authentication", e);
        }
        case UNSUPPORTED_VERSION -> {
          ok("connection", where);
          failure("version", e);
        }
        default -> failure("connection", e);
      }
      return false;
    }
  }

  private boolean version(ServerVersion version) {
    Optional<String> refusal = version.refusal();
    if (refusal.isPresent()) {
      results.accept(
          new CheckResult(
              "version", Grade.FAILURE, refusal.get(), Optional.of(Fault.UNSUPPORTED_VERSION)));
      return false;
    }
    Optional<String> warning = version.warning();
    if (warning.isPresent()) {
      report("version", Grade.WARNING, warning.get());
    } else {
      ok(
          "version",
          version.knowledge() == Knowledge.RUN
              ? version.name()
              : version.name() + ", known from the sources of Milvus");
    }
    return true;
  }

  private boolean health() {
    CheckHealthResponse health;
    try {
      health =
          caller.make(
              new Call("CheckHealth", "", List.of(), deadlines.read()),
              stub -> stub.checkHealth(CheckHealthRequest.getDefaultInstance()),
              CheckHealthResponse::getStatus);
    } catch (MilvusException e) {
      failure("health", e);
      return false;
    }
    if (health.getIsHealthy()) {
      ok("health", "Milvus is healthy");
    } else {
      String reasons = String.join(", ", health.getReasonsList());
      report("health", Grade.FAILURE, "Milvus is not healthy: " + reasons);
    }
    return health.getIsHealthy();
  }

  /** Calls Connect, because only Connect tells a missing database from a missing collection. */
  private boolean database() {
    try {
      caller.make(
          new Call("Connect", "", List.of(), deadlines.read()),
          stub -> stub.connect(ConnectRequest.getDefaultInstance()),
          ConnectResponse::getStatus);
    } catch (MilvusException e) {
      failure("database", e);
      return false;
    }
    ok("database", config.database());
    return true;
  }

  private Optional<DescribeCollectionResponse> collection(String asked) {
    try {
      DescribeCollectionResponse described = reader.find(asked);
      String name = described.getSchema().getName();
      if (described.getSchema().getFieldsList().stream().anyMatch(FieldSchema::getIsPartitionKey)) {
        report(
            "collection",
            Grade.FAILURE,
            name + " has a partition key: Milvus does not load its partitions one by one");
        return Optional.empty();
      }
      ok("collection", asked.equals(name) ? name : asked + ", an alias of " + name);
      return Optional.of(described);
    } catch (MilvusException e) {
      failure("collection", e);
      return Optional.empty();
    }
  }

  private void index(String collection) {
    try {
      caller.make(
          new Call("DescribeIndex", collection, List.of(), deadlines.read()),
          stub ->
              stub.describeIndex(
                  DescribeIndexRequest.newBuilder()
                      .setDbName(config.database())
                      .setCollectionName(collection)
                      .build()),
          DescribeIndexResponse::getStatus);
      ok("index", "exists");
    } catch (MilvusException e) {
      failure("index", e);
    }
  }

  private void ok(String subject, String text) {
    report(subject, Grade.OK, text);
  }

  private void report(String subject, Grade grade, String text) {
    results.accept(new CheckResult(subject, grade, text, Optional.empty()));
  }

  private void failure(String subject, MilvusException e) {
    results.accept(new CheckResult(subject, Grade.FAILURE, words(e), Optional.of(e.fault())));
  }

  /** Replaces what the libraries below quote in hexadecimal, because users can't read that. */
  private static String words(MilvusException e) {
    return e.getMessage().contains("First received frame was not SETTINGS")
        ? "The server at this address is not Milvus. Check host and port."
        : e.getMessage().replaceFirst("(not an SSL/TLS record): [0-9a-f]+…?", "$1");
  }
}
