package io.milvus.residency.milvus;

import com.google.protobuf.Message;
import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Milvus in this process, that can be told to misbehave. The contract suite keeps it honest: it
 * passes on this one and on a real one.
 */
final class ScriptedMilvus implements AutoCloseable {

  private final ScriptedService service;
  private final Script script = new Script();
  private Server server;
  private int port;

  /** Starts one like 2.3.5 on a free port. */
  ScriptedMilvus() {
    this(Era.JOBS);
  }

  /** Starts one of an era on a free port. */
  ScriptedMilvus(Era era) {
    service = new ScriptedService(era);
    start();
  }

  /** Starts it again, on the port that it had. */
  void start() {
    try {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .addService(service)
              .intercept(script)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    port = server.getPort();
  }

  /** Ends it; what it holds stays. */
  void stop() {
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where it answers. */
  String uri() {
    return "http://127.0.0.1:" + port;
  }

  /** What GetVersion answers. */
  void setVersion(String version) {
    service.setVersion(version);
  }

  /** In how many looks a load is done; each shows more, beginning at 0 percent. */
  void setPollsUntilLoaded(int polls) {
    setCourse(Course.in(polls));
  }

  /** How loads go that are asked for from now on. */
  void setCourse(Course course) {
    service.setCourse(course);
  }

  /** Lets a method wait before it does its work. */
  void delay(String method, Duration time) {
    script.put(method, new Script.Trouble.Delay(time));
  }

  /** Lets a method answer nothing. */
  void silence(String method) {
    script.put(method, new Script.Trouble.Silence());
  }

  /** Lets a method do its work and answer nothing. */
  void loseAnswer(String method) {
    script.put(method, new Script.Trouble.Lost());
  }

  /** Lets a method fail as gRPC tells it. */
  void fail(String method, Status status) {
    script.put(method, new Script.Trouble.Ended(status));
  }

  /** Lets a method fail as Milvus tells it. */
  void fail(String method, int code, String reason) {
    script.put(method, new Script.Trouble.Refused(new Refusal(code, 1, reason)));
  }

  /** Lets a method answer this, whatever it is asked. */
  void answer(String method, Message message) {
    script.put(method, new Script.Trouble.Answered(message));
  }

  /** Ends all trouble. */
  void behave() {
    script.clear();
  }

  /** The calls of a method so far, in their order. */
  List<Script.Received> received(String method) {
    return script.received().stream().filter(call -> call.method().equals(method)).toList();
  }

  /** All calls so far, in their order. */
  List<Script.Received> received() {
    return script.received();
  }

  @Override
  public void close() {
    stop();
  }
}
