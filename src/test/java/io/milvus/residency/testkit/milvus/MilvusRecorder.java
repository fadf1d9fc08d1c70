package io.milvus.residency.testkit.milvus;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.milvus.residency.testkit.milvus.Recording.Answer;
import io.milvus.shaded.io.grpc.CallOptions;
import io.milvus.shaded.io.grpc.Channel;
import io.milvus.shaded.io.grpc.ClientCall;
import io.milvus.shaded.io.grpc.ClientInterceptor;
import io.milvus.shaded.io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.milvus.shaded.io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.MethodDescriptor;
import io.milvus.shaded.io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Records the answers of a Milvus to one test. Headers, and so credentials, are not recorded. */
public final class MilvusRecorder implements ClientInterceptor {

  private final RecordedNames names = new RecordedNames();
  private final List<Answer> answers = new ArrayList<>();

  /**
   * Returns the answers so far.
   *
   * @param test the name of the test
   */
  public synchronized Recording recording(String test) {
    return new Recording(
        answers.stream()
            .map(a -> new Answer(test, a.method(), a.request(), a.code(), a.answer(), a.times()))
            .toList());
  }

  @Override
  public <A, B> ClientCall<A, B> interceptCall(
      MethodDescriptor<A, B> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      private String request = "";
      private String answer = "";

      @Override
      public void start(Listener<B> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(B message) {
                answer = text(message, names::numberKnown);
                super.onMessage(message);
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                add(method.getBareMethodName(), request, status, answer);
                super.onClose(status, trailers);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(A message) {
        request = text(message, names::number);
        super.sendMessage(message);
      }
    };
  }

  /** Returns a message as recordings contain it. */
  static String text(Object message, UnaryOperator<String> names) {
    Message redacted = MessageTexts.redact((Message) message);
    return TextFormat.printer().shortDebugString(MessageTexts.replace(redacted, names));
  }

  private synchronized void add(String method, String request, Status status, String answer) {
    String told =
        status.isOk()
            ? answer
            : names.numberKnown(
                MessageTexts.withoutAddresses(
                    status.getDescription() == null ? "" : status.getDescription()));
    Answer now = new Answer("", method, request, status.getCode().name(), told, 1);
    for (int i = answers.size() - 1; i >= 0; i--) {
      Answer last = answers.get(i);
      if (last.isFor(now)) {
        if (last.equalsButTimes(now)) {
          answers.set(i, new Answer("", method, request, last.code(), told, last.times() + 1));
          return;
        }
        break;
      }
    }
    answers.add(now);
  }
}
