package io.milvus.residency.milvus;

import com.google.protobuf.MessageLite;
import io.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.milvus.grpc.Status;
import io.milvus.residency.leader.Leadership;
import io.milvus.residency.model.Phrases;
import io.milvus.shaded.io.grpc.ConnectivityState;
import io.milvus.shaded.io.grpc.ManagedChannel;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls, each once and with a deadline. While there is no connection, calls fail immediately,
 * so that the error names the problem with the connection instead of a timeout.
 */
final class RpcCaller {

  private static final Logger LOG = LoggerFactory.getLogger(RpcCaller.class);
  private static final int LOGGED_NAMES = 5;

  /** Methods with short answers, of which many calls may run concurrently. */
  private static final Set<String> SHORT =
      Set.of(
          "GetVersion",
          "HasCollection",
          "GetLoadState",
          "GetLoadingProgress",
          "LoadPartitions",
          "ReleasePartitions");

  private static final int SHORT_ANSWER = 64 * 1024;

  private final ManagedChannel channel;
  private final MilvusServiceBlockingStub stub;
  private final Outcomes outcomes;
  private final Leadership leadership;

  /**
   * Creates the caller.
   *
   * @param outcomes receives the outcome of each call
   * @param leadership the right to change anything, which each load and release needs
   */
  RpcCaller(
      ManagedChannel channel,
      MilvusServiceBlockingStub stub,
      Outcomes outcomes,
      Leadership leadership) {
    this.channel = channel;
    this.stub = stub;
    this.outcomes = outcomes;
    this.leadership = leadership;
  }

  /** A receiver of the outcome of each call. */
  interface Outcomes {

    /** Receives the fault that a call to a method ended with; empty if it succeeded. */
    void accept(String method, Optional<Fault> fault);
  }

  /**
   * A call, as the log shows it.
   *
   * @param method the RPC
   * @param collection the collection, or empty
   * @param partitions the partitions, or none
   * @param deadline the longest time that the call may take
   */
  record Call(String method, String collection, List<String> partitions, Duration deadline) {
    private Call within(Duration limit) {
      return limit.compareTo(deadline) < 0 ? new Call(method, collection, partitions, limit) : this;
    }

    @Override
    public String toString() {
      return method + " " + collection + " [" + Phrases.firstOf(partitions, LOGGED_NAMES) + "]";
    }
  }

  /**
   * Makes a call that changes something, if this process still leads.
   *
   * @param status reads the status from the answer
   * @throws MilvusException if gRPC or Milvus reports a failure; with {@link Fault#NOT_LEADING} if
   *     the call was not made
   */
  <T extends MessageLite> T change(
      Call call, Function<MilvusServiceBlockingStub, T> rpc, Function<T, Status> status)
      throws MilvusException {
    // gRPC would keep the call until there is a connection, and the lease may run out before.
    boolean sentAtOnce = channel.getState(false) == ConnectivityState.READY;
    Call bounded = sentAtOnce ? call : call.within(leadership.left());
    if (!leadership.begin()) {
      LOG.warn("{}: not made, because this replica does not hold the lease", call);
      throw new MilvusException(Fault.NOT_LEADING, Fault.NOT_LEADING.advice(), null);
    }
    boolean answered = false;
    try {
      T answer = make(bounded, rpc, status);
      answered = true;
      return answer;
    } catch (MilvusException e) {
      answered = !e.unanswered();
      throw e;
    } finally {
      leadership.end(answered);
    }
  }

  /**
   * Makes a call.
   *
   * @param status reads the status from the answer
   * @throws MilvusException if gRPC or Milvus reports a failure
   */
  <T extends MessageLite> T make(
      Call call, Function<MilvusServiceBlockingStub, T> rpc, Function<T, Status> status)
      throws MilvusException {
    long start = System.nanoTime();
    try {
      T answer = rpc.apply(bounded(call));
      Status how = status.apply(answer);
      if (FaultClassifier.failed(how)) {
        throw FaultClassifier.of(how);
      }
      LOG.debug("{}: done in {} ms", call, millisSince(start));
      outcomes.accept(call.method(), Optional.empty());
      return answer;
    } catch (StatusRuntimeException e) {
      MilvusException fault = FaultClassifier.of(e, call.deadline());
      failed(call, fault, start);
      if (fault.fault() == Fault.UNREACHABLE) {
        // gRPC would wait up to two minutes before it connects again; the operator has its own
        // pauses.
        channel.resetConnectBackoff();
      }
      throw fault;
    } catch (MilvusException e) {
      failed(call, e, start);
      throw e;
    }
  }

  private void failed(Call call, MilvusException e, long start) {
    LOG.debug("{}: {} after {} ms", call, e.fault(), millisSince(start));
    outcomes.accept(call.method(), Optional.of(e.fault()));
  }

  private MilvusServiceBlockingStub bounded(Call call) {
    MilvusServiceBlockingStub timed =
        stub.withDeadlineAfter(call.deadline().toMillis(), TimeUnit.MILLISECONDS);
    return SHORT.contains(call.method()) ? timed.withMaxInboundMessageSize(SHORT_ANSWER) : timed;
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
