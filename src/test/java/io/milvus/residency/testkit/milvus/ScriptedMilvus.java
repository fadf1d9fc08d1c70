package io.milvus.residency.testkit.milvus;

import com.google.protobuf.Message;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A Milvus in this process that misbehaves on demand. The contract keeps it honest: the same tests
 * pass on this Milvus and on a real one.
 */
public final class ScriptedMilvus implements AutoCloseable {

  private final LoadScript loads;
  private final ScriptedService service;
  private final ScriptedServer server;

  /** Starts a server like 2.3.5 on a free port. */
  public ScriptedMilvus() {
    this(MilvusEra.JOBS);
  }

  /** Starts a server of an era on a free port. */
  public ScriptedMilvus(MilvusEra era) {
    loads = new LoadScript(era);
    service = new ScriptedService(loads);
    server = new ScriptedServer(service.bindService());
  }

  /** Restarts the server on the same port. */
  public void start() {
    server.start();
  }

  /** Stops the server; its data stays. */
  public void stop() {
    server.stop();
  }

  /** Returns the address of the server. */
  public String uri() {
    return server.uri();
  }

  /** Sets the answer of GetVersion. */
  public void setVersion(String version) {
    service.setVersion(version);
  }

  /** Sets the number of looks until a load is done; each shows more, starting at 0 percent. */
  public void setPollsUntilLoaded(int polls) {
    setCourse(LoadCourse.in(polls));
  }

  /** Sets the course of all later loads. */
  public void setCourse(LoadCourse course) {
    loads.setCourse(course);
  }

  /** Sets how a loaded partition shows after a change of another one, from 2.6.6 on. */
  public void setCourseAgain(LoadCourse course) {
    loads.setCourseAgain(course);
  }

  /** Sets the course of the later loads of partitions with this name. */
  public void setCourse(String partition, LoadCourse course) {
    loads.setCourse(partition, course);
  }

  /** Makes Milvus give up loads that show no progress for this number of looks. */
  public void setLoadTimeout(int looks) {
    loads.setTimeout(new LoadTimeout(looks));
  }

  /** Makes Milvus give up later loads that make no progress for this time by this clock. */
  public void setLoadTimeout(Duration timeout, InstantSource clock) {
    loads.setTimeout(new LoadTimeout(timeout, clock));
  }

  /** Sets the number of looks for rows after a release that still find them on query nodes. */
  public void setLooksUntilFreed(int looks) {
    loads.setLooksUntilFreed(looks);
  }

  /** Adds a resource group with query nodes, beside the default group with one node. */
  public void addResourceGroup(String group, int queryNodes) {
    service.addResourceGroup(group, queryNodes);
  }

  /**
   * Changes the replicas of a loaded collection, as its properties do from 2.4.7 on.
   *
   * @param groups the resource group of each replica
   */
  public void moveReplicas(String collection, String... groups) {
    service.moveReplicas(collection, List.of(groups));
  }

  /**
   * Makes a method wait for a lock, and then do its work if its client still waits. With a deadline
   * that passes before, it has changed nothing.
   *
   * @return the lock, which opens when it is completed
   */
  public CompletableFuture<Void> lock(String method) {
    CompletableFuture<Void> lock = new CompletableFuture<>();
    server.script().put(method, new MilvusScript.Trouble.Locked(lock));
    return lock;
  }

  /** Delays a method. */
  public void delay(String method, Duration time) {
    server.script().put(method, new MilvusScript.Trouble.Delay(time));
  }

  /** Makes a method do nothing and never answer. */
  public void silence(String method) {
    server.script().put(method, new MilvusScript.Trouble.Silence());
  }

  /** Makes a method do its work and never answer. */
  public void loseAnswer(String method) {
    server.script().put(method, new MilvusScript.Trouble.Lost());
  }

  /** Makes a method do its work and end with a status of gRPC, as if the connection broke then. */
  public void loseAnswer(String method, Status status) {
    server.script().put(method, new MilvusScript.Trouble.Unheard(status));
  }

  /** Makes a method fail with a status of gRPC. */
  public void fail(String method, Status status) {
    server.script().put(method, new MilvusScript.Trouble.Ended(status));
  }

  /** Makes a method fail with an error of Milvus. */
  public void fail(String method, int code, String reason) {
    server.script().put(method, new MilvusScript.Trouble.Refused(new Refusal(code, 1, reason)));
  }

  /** Makes a method answer any request with this message. */
  public void answer(String method, Message message) {
    server.script().put(method, new MilvusScript.Trouble.Answered(message));
  }

  /** Makes a method do its work and alters its answer. */
  public <T extends Message> void alter(String method, Class<T> type, UnaryOperator<T> how) {
    server.script().put(method, new MilvusScript.Trouble.Altered(m -> how.apply(type.cast(m))));
  }

  /** Ends all trouble. */
  public void behave() {
    server.script().clear();
  }

  /** Returns the calls of a method so far, in order. */
  public List<MilvusScript.Received> received(String method) {
    return server.script().received().stream()
        .filter(call -> call.method().equals(method))
        .toList();
  }

  /** Returns all calls so far, in order. */
  public List<MilvusScript.Received> received() {
    return server.script().received();
  }

  /** Returns the methods called so far, in order. */
  public List<String> calls() {
    return received().stream().map(MilvusScript.Received::method).toList();
  }

  /** Keeps no calls from now on, only how many there were: for many calls. */
  public void countOnly() {
    server.script().countOnly();
  }

  /** Returns the number of calls so far, by method. */
  public Map<String, Long> counts() {
    return server.script().counts();
  }

  @Override
  public void close() {
    stop();
  }
}
