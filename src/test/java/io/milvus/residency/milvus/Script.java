package io.milvus.residency.milvus;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.milvus.shaded.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.milvus.shaded.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.ServerCallHandler;
import io.milvus.shaded.io.grpc.ServerInterceptor;
import io.milvus.shaded.io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Writes down the calls that a {@link ScriptedMilvus} gets, and spoils those that it is told to.
 */
final class Script implements ServerInterceptor {

  private static final Metadata.Key<String> DATABASE =
      Metadata.Key.of("dbname", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  /**
   * A call.
   *
   * @param databaseHeader the header {@code dbname}, or null
   * @param databaseField the field {@code db_name} of the request, or empty
   */
  record Received(
      String method,
      String databaseHeader,
      String databaseField,
      String collection,
      List<?> partitions) {}

  /** What is to happen in place of an answer. */
  sealed interface Trouble {
    record Delay(Duration time) implements Trouble {}

    record Silence() implements Trouble {}

    record Lost() implements Trouble {}

    record Ended(Status status) implements Trouble {}

    record Refused(Refusal refusal) implements Trouble {}

    record Answered(Message message) implements Trouble {}
  }

  void put(String method, Trouble trouble) {
    troubles.put(method, trouble);
  }

  void clear() {
    troubles.clear();
  }

  List<Received> received() {
    return received;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String method = call.getMethodDescriptor().getBareMethodName();
    ServerCall<A, B> answering =
        troubles.get(method) instanceof Trouble.Lost ? new Mute<>(call) : call;
    return new SimpleForwardingServerCallListener<A>(next.startCall(answering, headers)) {
      @Override
      public void onMessage(A message) {
        received.add(read(method, headers, (Message) message));
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        Trouble trouble = troubles.get(method);
        if (trouble instanceof Trouble.Silence) {
          return;
        }
        if (trouble instanceof Trouble.Ended ended) {
          call.close(ended.status(), new Metadata());
        } else if (trouble instanceof Trouble.Refused refused) {
          answer(call, refusal(call, refused.refusal()));
        } else if (trouble instanceof Trouble.Answered answered) {
          answer(call, answered.message());
        } else if (trouble instanceof Trouble.Delay delay) {
          CompletableFuture.delayedExecutor(delay.time().toMillis(), TimeUnit.MILLISECONDS)
              .execute(this::work);
        } else {
          work();
        }
      }

      private void work() {
        try {
          super.onHalfClose();
        } catch (Refusal e) {
          answer(call, refusal(call, e));
        }
      }
    };
  }

  /** Keeps the answer to itself. */
  private static final class Mute<A, B> extends SimpleForwardingServerCall<A, B> {
    Mute(ServerCall<A, B> call) {
      super(call);
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(B message) {}

    @Override
    public void close(Status status, Metadata trailers) {}
  }

  private static Received read(String method, Metadata headers, Message request) {
    Object partitions = field(request, "partition_names", List.of());
    return new Received(
        method,
        headers.get(DATABASE),
        field(request, "db_name", "").toString(),
        field(request, "collection_name", "").toString(),
        partitions instanceof List<?> names ? names : List.of());
  }

  private static Object field(Message message, String name, Object otherwise) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    return field == null ? otherwise : message.getField(field);
  }

  /** The error in an answer of the type that the call has. */
  private static Message refusal(ServerCall<?, ?> call, Refusal refusal) {
    Object type =
        ((PrototypeMarshaller<?>) call.getMethodDescriptor().getResponseMarshaller())
            .getMessagePrototype();
    if (type instanceof io.milvus.grpc.Status) {
      return refusal.status();
    }
    Message.Builder answer = ((Message) type).newBuilderForType();
    FieldDescriptor status = answer.getDescriptorForType().findFieldByName("status");
    return answer.setField(status, refusal.status()).build();
  }

  @SuppressWarnings("unchecked") // The message is of the type of the call.
  private static <B> void answer(ServerCall<?, B> call, Message message) {
    call.sendHeaders(new Metadata());
    call.sendMessage((B) message);
    call.close(Status.OK, new Metadata());
  }
}
