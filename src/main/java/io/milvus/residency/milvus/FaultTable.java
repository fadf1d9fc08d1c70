package io.milvus.residency.milvus;

import io.milvus.residency.milvus.FaultPattern.Code;
import io.milvus.residency.milvus.FaultPattern.Grpc;
import io.milvus.residency.milvus.FaultPattern.OlderCode;
import io.milvus.residency.milvus.FaultPattern.Text;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The patterns by which faults are recognized. Milvus gives many of its errors the code 65535, so
 * texts count, too. Patterns that were seen on 2.3 servers are kept apart from patterns that are
 * only in the sources: {@code pkg/util/merr}, {@code internal/proxy} and {@code
 * internal/querycoordv2} of milvus-io/milvus, from 2.3 to 3.0.
 */
public final class FaultTable {

  /** The rows in order: the first row with a matching pattern decides. */
  private static final List<Row> ROWS =
      List.of(
          row(Fault.PARTITION_KEY_COLLECTION, texts("partition key mode"), none()),
          row(Fault.STANDBY_CLUSTER, none(), texts("cluster is not primary")),
          row(
              Fault.INVALID_ANSWER,
              none(),
              texts("grpc message exceeds maximum size", "failed to read message")),
          row(
              Fault.INSUFFICIENT_DISK,
              none(),
              patterns(
                  texts("disk space is not enough", "resourcetype=disk", "disk limit exceeded"),
                  codes(7),
                  older(54))),
          row(
              Fault.NOT_ENOUGH_NODES,
              texts("nodes not enough"),
              patterns(texts("insufficient[currentstreamingnode"), codes(304, 305))),
          row(
              Fault.INSUFFICIENT_MEMORY,
              texts("load segment failed", "oom if load"),
              patterns(
                  texts("segment request resource failed", "memory limit exceeded"),
                  codes(3, 12, 605),
                  older(24, 52))),
          row(
              Fault.LOAD_SETTINGS_MISMATCH,
              texts("can't change the replica number"),
              texts(
                  "can't change the resource groups",
                  "can't change the load field list",
                  "resource group num can only be")),
          row(Fault.RESOURCE_GROUP_NOT_FOUND, texts("resource group not found"), codes(300)),
          row(
              Fault.INDEX_NOT_FOUND,
              patterns(codes(700), texts("index doesn't exist")),
              patterns(texts("there is no vector index"), older(25))),
          row(
              Fault.NOT_READY,
              texts("find no available", "empty grpc client"),
              patterns(codes(1, 2, 6, 901, 902, 903, 904, 905, 906), older(56, 57))),
          row(
              Fault.TIMED_OUT,
              grpc("DEADLINE_EXCEEDED"),
              patterns(texts("context deadline exceeded"), codes(10000, 10001))),
          row(Fault.DATABASE_NOT_FOUND, patterns(texts("database not found"), codes(800)), none()),
          row(
              Fault.COLLECTION_NOT_FOUND,
              patterns(codes(100), texts("can't find collection", ": collection not found")),
              older(4)),
          row(
              Fault.PARTITION_NOT_FOUND,
              patterns(codes(200), texts("partition not found")),
              none()),
          row(
              Fault.RATE_LIMITED,
              patterns(texts("rate limit"), codes(8)),
              patterns(grpc("RESOURCE_EXHAUSTED"), texts("grpc ratelimiter"), codes(4), older(49))),
          row(
              Fault.QUOTA_EXCEEDED,
              none(),
              patterns(
                  texts("quota exceeded", "quota exhausted", "force deny"),
                  codes(9),
                  older(48, 53))),
          row(
              Fault.BUSY,
              none(),
              patterns(
                  texts("failed to show partitions"),
                  codes(11, 103, 106, 110, 202, 401, 503, 505, 507),
                  older(46, 55))),
          row(
              Fault.UNAUTHENTICATED,
              patterns(grpc("UNAUTHENTICATED"), texts("auth check failure")),
              codes(1400)),
          row(
              Fault.FORBIDDEN,
              patterns(grpc("PERMISSION_DENIED"), texts("permission deny")),
              patterns(codes(1401), older(3))),
          row(
              Fault.UNSUPPORTED_VERSION,
              patterns(grpc("UNIMPLEMENTED"), texts("unknown method")),
              codes(10, 3000)),
          row(Fault.UNREACHABLE, grpc("UNAVAILABLE"), grpc("CANCELLED")));

  private record Row(Fault fault, Set<FaultPattern> seen, Set<FaultPattern> fromSources) {
    boolean has(Predicate<FaultPattern> pattern) {
      return Stream.concat(seen.stream(), fromSources.stream()).anyMatch(pattern);
    }
  }

  private FaultTable() {}

  /** Returns the patterns of a fault that were seen on 2.3.0 to 2.3.5 servers. */
  public static Set<FaultPattern> seen(Fault fault) {
    return of(fault, Row::seen);
  }

  /** Returns the patterns of a fault that are only in the sources of Milvus or gRPC. */
  public static Set<FaultPattern> fromSources(Fault fault) {
    return of(fault, Row::fromSources);
  }

  private static Set<FaultPattern> of(Fault fault, Function<Row, Set<FaultPattern>> patterns) {
    return ROWS.stream()
        .filter(row -> row.fault() == fault)
        .findFirst()
        .map(patterns)
        .orElse(Set.of());
  }

  /** Returns the first fault with a matching pattern. */
  static Optional<Fault> find(Predicate<FaultPattern> pattern) {
    return ROWS.stream().filter(row -> row.has(pattern)).map(Row::fault).findFirst();
  }

  private static Row row(Fault fault, Set<FaultPattern> seen, Set<FaultPattern> fromSources) {
    return new Row(fault, seen, fromSources);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  private static Set<FaultPattern> patterns(Set<FaultPattern>... parts) {
    return Stream.of(parts).flatMap(Collection::stream).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<FaultPattern> none() {
    return Set.of();
  }

  private static Set<FaultPattern> grpc(String status) {
    return Set.of(new Grpc(status));
  }

  private static Set<FaultPattern> codes(int... numbers) {
    return IntStream.of(numbers).mapToObj(Code::new).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<FaultPattern> older(int... numbers) {
    return IntStream.of(numbers).mapToObj(OlderCode::new).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<FaultPattern> texts(String... parts) {
    return Stream.of(parts).map(Text::new).collect(Collectors.toUnmodifiableSet());
  }
}
