package io.milvus.residency.testkit.milvus;

import io.milvus.grpc.DescribeCollectionRequest;
import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.GetLoadStateRequest;
import io.milvus.grpc.GetLoadStateResponse;
import io.milvus.grpc.GetPersistentSegmentInfoRequest;
import io.milvus.grpc.GetPersistentSegmentInfoResponse;
import io.milvus.grpc.LoadCollectionRequest;
import io.milvus.grpc.LoadState;
import io.milvus.grpc.ReleaseCollectionRequest;
import io.milvus.grpc.ShowPartitionsRequest;
import io.milvus.grpc.ShowPartitionsResponse;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Milvus Lite in this process, as 3.2.2 was seen to work: it loads collections only. What it
 * lacks, such as loads of partitions and replicas, is unimplemented.
 */
public final class ScriptedMilvusLite implements AutoCloseable {

  private final ScriptedServer server = new ScriptedServer(new Service().bindService());

  /** Returns the address of the server. */
  public String uri() {
    return server.uri();
  }

  /** Returns the methods called so far, in order. */
  public List<String> calls() {
    return server.script().received().stream().map(MilvusScript.Received::method).toList();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static final class Service extends ScriptedMetadata {

    private final Set<ScriptedCollection> loaded = new HashSet<>();

    Service() {
      super(new LoadScript(MilvusEra.JOBS));
      setVersion("milvus_lite-3.2.2");
    }

    private ScriptedCollection collection(String database, String name) {
      if (!database.isEmpty() && !database.equals(DATABASE)) {
        throw new Refusal(6, 1, "database not found: " + database);
      }
      return get(database, name);
    }

    /** Knows no id of a collection. */
    @Override
    public synchronized void describeCollection(
        DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> answer) {
      collection(request.getDbName(), request.getCollectionName());
      super.describeCollection(
          request,
          new StreamObserver<>() {
            @Override
            public void onNext(DescribeCollectionResponse full) {
              answer.onNext(full.toBuilder().clearCollectionID().build());
            }

            @Override
            public void onError(Throwable error) {
              answer.onError(error);
            }

            @Override
            public void onCompleted() {
              answer.onCompleted();
            }
          });
    }

    /** Lists all partitions for each type, without ids and times. */
    @Override
    @SuppressWarnings("deprecation")
    public synchronized void showPartitions(
        ShowPartitionsRequest request, StreamObserver<ShowPartitionsResponse> answer) {
      ScriptedCollection found = collection(request.getDbName(), request.getCollectionName());
      ShowPartitionsResponse.Builder shown = ShowPartitionsResponse.newBuilder();
      for (ScriptedPartition part : found.all()) {
        shown
            .addPartitionNames(part.name)
            .addInMemoryPercentages(loaded.contains(found) ? ScriptedPartition.LOADED : 0);
      }
      send(answer, shown.build());
    }

    /** Ignores the names of partitions. */
    @Override
    public synchronized void getLoadState(
        GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> answer) {
      ScriptedCollection found = collection(request.getDbName(), request.getCollectionName());
      LoadState state =
          loaded.contains(found) ? LoadState.LoadStateLoaded : LoadState.LoadStateNotLoad;
      send(answer, GetLoadStateResponse.newBuilder().setState(state).build());
    }

    @Override
    public synchronized void loadCollection(
        LoadCollectionRequest request, StreamObserver<Status> answer) {
      loaded.add(collection(request.getDbName(), request.getCollectionName()));
      send(answer, Status.getDefaultInstance());
    }

    @Override
    public synchronized void releaseCollection(
        ReleaseCollectionRequest request, StreamObserver<Status> answer) {
      loaded.remove(collection(request.getDbName(), request.getCollectionName()));
      send(answer, Status.getDefaultInstance());
    }

    @Override
    public synchronized void getPersistentSegmentInfo(
        GetPersistentSegmentInfoRequest request,
        StreamObserver<GetPersistentSegmentInfoResponse> answer) {
      answer.onError(
          io.milvus.shaded.io.grpc.Status.UNIMPLEMENTED
              .withDescription("Method not found!")
              .asRuntimeException());
    }
  }
}
