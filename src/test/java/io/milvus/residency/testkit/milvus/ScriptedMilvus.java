package io.milvus.residency.testkit.milvus;

import com.google.protobuf.Message;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A Milvus in this process, that can be told to misbehave. The contract suite keeps it honest: it
 * passes on this one and on a real one.
 */
public final class ScriptedMilvus implements AutoCloseable {

  private final ScriptedService service;
  private final ScriptedServer server;

  /** Starts one like 2.3.5 on a free port. */
  public ScriptedMilvus() {
    this(MilvusEra.JOBS);
  }

  /** Starts one of an era on a free port. */
  public ScriptedMilvus(MilvusEra era) {
    service = new ScriptedService(era);
    server = new ScriptedServer(service.bindService());
  }

  /** Starts it again, on the port that it had. */
  public void start() {
    server.start();
  }

  /** Ends it; what it holds stays. */
  public void stop() {
    server.stop();
  }

  /** Where it answers. */
  public String uri() {
    return server.uri();
  }

  /** What GetVersion answers. */
  public void setVersion(String version) {
    service.setVersion(version);
  }

  /** In how many looks a load is done; each shows more, beginning at 0 percent. */
  public void setPollsUntilLoaded(int polls) {
    setCourse(LoadCourse.in(polls));
  }

  /** How loads go that are asked for from now on. */
  public void setCourse(LoadCourse course) {
    service.setCourse(course);
  }

  /** Lets a method wait before it does its work. */
  public void delay(String method, Duration time) {
    server.script().put(method, new MilvusScript.Trouble.Delay(time));
  }

  /** Lets a method answer nothing. */
  public void silence(String method) {
    server.script().put(method, new MilvusScript.Trouble.Silence());
  }

  /** Lets a method do its work and answer nothing. */
  public void loseAnswer(String method) {
    server.script().put(method, new MilvusScript.Trouble.Lost());
  }

  /** Lets a method fail as gRPC tells it. */
  public void fail(String method, Status status) {
    server.script().put(method, new MilvusScript.Trouble.Ended(status));
  }

  /** Lets a method fail as Milvus tells it. */
  public void fail(String method, int code, String reason) {
    server.script().put(method, new MilvusScript.Trouble.Refused(new Refusal(code, 1, reason)));
  }

  /** Lets a method answer this, whatever it is asked. */
  public void answer(String method, Message message) {
    server.script().put(method, new MilvusScript.Trouble.Answered(message));
  }

  /** Lets a method do its work and answer something else. */
  public <T extends Message> void alter(String method, Class<T> type, UnaryOperator<T> how) {
    server.script().put(method, new MilvusScript.Trouble.Altered(m -> how.apply(type.cast(m))));
  }

  /** Ends all trouble. */
  public void behave() {
    server.script().clear();
  }

  /** The calls of a method so far, in their order. */
  public List<MilvusScript.Received> received(String method) {
    return server.script().received().stream()
        .filter(call -> call.method().equals(method))
        .toList();
  }

  /** All calls so far, in their order. */
  public List<MilvusScript.Received> received() {
    return server.script().received();
  }

  /** The methods that were called so far, in their order. */
  public List<String> calls() {
    return received().stream().map(MilvusScript.Received::method).toList();
  }

  @Override
  public void close() {
    stop();
  }
}
