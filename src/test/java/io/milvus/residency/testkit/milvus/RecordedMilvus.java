package io.milvus.residency.testkit.milvus;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.residency.testkit.milvus.Recording.Answer;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.MethodDescriptor.MethodType;
import io.milvus.shaded.io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.milvus.shaded.io.grpc.ServerServiceDefinition;
import io.milvus.shaded.io.grpc.Status;
import io.milvus.shaded.io.grpc.stub.ServerCalls;
import io.milvus.shaded.io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Milvus in this process that answers as another did, to the same calls of the same test. The nth
 * call with a request gets the nth answer, and later ones the last.
 */
public final class RecordedMilvus implements AutoCloseable {

  private final RecordedNames names = new RecordedNames();
  private final Map<Call, Deque<Answer>> answers = new HashMap<>();
  private final List<String> unplayed = new CopyOnWriteArrayList<>();
  private final ScriptedServer server;

  private record Call(String method, String request) {}

  /**
   * Starts a server on a free port.
   *
   * @param recording the answers to one test
   */
  public RecordedMilvus(Recording recording) {
    recording
        .answers()
        .forEach(
            answer ->
                answers
                    .computeIfAbsent(
                        new Call(answer.method(), answer.request()), call -> new ArrayDeque<>())
                    .add(answer));
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(MilvusServiceGrpc.SERVICE_NAME);
    MilvusServiceGrpc.getServiceDescriptor().getMethods().stream()
        .filter(method -> method.getType() == MethodType.UNARY)
        .forEach(method -> replay(service, method));
    server = new ScriptedServer(service.build());
  }

  private <A, B> void replay(
      ServerServiceDefinition.Builder service, MethodDescriptor<A, B> method) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall((request, observer) -> answer(method, request, observer)));
  }

  @SuppressWarnings("unchecked") // The message is of the type of the method.
  private <A, B> void answer(MethodDescriptor<A, B> method, A request, StreamObserver<B> observer) {
    Call call = new Call(method.getBareMethodName(), MilvusRecorder.text(request, names::number));
    Answer answer = next(call);
    if (!answer.code().equals(Status.Code.OK.name())) {
      observer.onError(
          Status.fromCode(Status.Code.valueOf(answer.code()))
              .withDescription(names.restore(answer.answer()))
              .asRuntimeException());
      return;
    }
    Message.Builder message =
        ((Message) ((PrototypeMarshaller<?>) method.getResponseMarshaller()).getMessagePrototype())
            .newBuilderForType();
    try {
      TextFormat.merge(answer.answer(), message);
    } catch (TextFormat.ParseException e) {
      // A value of an enum that a newer server has.
      unplayed.add(call.method() + ": " + e.getMessage());
      observer.onError(Status.INTERNAL.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    observer.onNext((B) MessageTexts.replace(message.build(), names::restore));
    observer.onCompleted();
  }

  private synchronized Answer next(Call call) {
    Deque<Answer> left = answers.get(call);
    if (left == null) {
      unplayed.add(call.method() + " " + call.request());
      return new Answer(
          "", call.method(), call.request(), "UNIMPLEMENTED", "not in the recording", 1);
    }
    Answer first = left.element();
    if (first.times() > 1) {
      left.pop();
      left.push(
          new Answer(
              first.test(),
              first.method(),
              first.request(),
              first.code(),
              first.answer(),
              first.times() - 1));
    } else if (left.size() > 1) {
      left.pop();
    }
    return first;
  }

  /** Returns the address of the server. */
  public String uri() {
    return server.uri();
  }

  /** Returns the calls that the recording has no answer to, or none that can be read. */
  public List<String> unplayed() {
    return List.copyOf(unplayed);
  }

  @Override
  public void close() {
    server.stop();
  }
}
