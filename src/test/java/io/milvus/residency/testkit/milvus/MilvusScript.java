package io.milvus.residency.testkit.milvus;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** Records the calls to a {@link ScriptedMilvus}, and disturbs those that tests choose. */
public final class MilvusScript implements ServerInterceptor {

  private static final Metadata.Key<String> DATABASE =
      Metadata.Key.of("dbname", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private volatile boolean countsOnly;

  /**
   * A call.
   *
   * @param at the time of the call
   * @param databaseHeader the header {@code dbname}, or null
   * @param databaseField the field {@code db_name} of the request, or empty
   * @param troubled whether the call was disturbed
   * @param request the request
   */
  public record Received(
      Instant at,
      String method,
      String databaseHeader,
      String databaseField,
      String collection,
      List<?> partitions,
      boolean troubled,
      Message request) {}

  /** A disturbance of a call. */
  public sealed interface Trouble {
    /** Delays the call. */
    record Delay(Duration time) implements Trouble {}

    /** Never answers. */
    record Silence() implements Trouble {}

    /** Carries out the call when the lock opens; not at all if the client is gone by then. */
    record Locked(CompletableFuture<Void> lock) implements Trouble {}

    /** Carries out the call, and never answers. */
    record Lost() implements Trouble {}

    /** Ends the call with a status of gRPC. */
    record Ended(Status status) implements Trouble {}

    /** Answers with an error of Milvus. */
    record Refused(Refusal refusal) implements Trouble {}

    /** Answers with a message, and does nothing. */
    record Answered(Message message) implements Trouble {}

    /** Answers with an empty success, and does nothing. */
    record Blank() implements Trouble {}

    /** Carries out the call, and alters the answer. */
    record Altered(UnaryOperator<Message> how) implements Trouble {}

    /** Carries out the call, and replaces the answer by a failure of gRPC. */
    record Unheard(Status status) implements Trouble {}
  }

  public void put(String method, Trouble trouble) {
    troubles.put(method, trouble);
  }

  public void clear() {
    troubles.clear();
  }

  public List<Received> received() {
    return received;
  }

  /** Keeps no calls from now on, only how many there were. */
  public void countOnly() {
    countsOnly = true;
  }

  /** Returns the number of calls so far, by method. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((method, count) -> sums.put(method, count.sum()));
    return sums;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String method = call.getMethodDescriptor().getBareMethodName();
    return new SimpleForwardingServerCallListener<A>(
        next.startCall(new Answering<>(call, method), headers)) {
      private Optional<Trouble> given = Optional.empty();

      @Override
      public void onMessage(A message) {
        given = Optional.ofNullable(troubles.get(method));
        counts.computeIfAbsent(method, m -> new LongAdder()).increment();
        if (!countsOnly) {
          received.add(read(method, headers, (Message) message, given.isPresent()));
        }
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        given.ifPresentOrElse(this::suffer, this::work);
      }

      private void suffer(Trouble trouble) {
        if (trouble instanceof Trouble.Silence) {
          return;
        }
        if (trouble instanceof Trouble.Ended ended) {
          call.close(ended.status(), new Metadata());
        } else if (trouble instanceof Trouble.Refused refused) {
          answer(call, refusal(call, refused.refusal()));
        } else if (trouble instanceof Trouble.Answered answered) {
          answer(call, answered.message());
        } else if (trouble instanceof Trouble.Blank) {
          answer(call, blank(call));
        } else if (trouble instanceof Trouble.Delay delay) {
          CompletableFuture.delayedExecutor(delay.time().toMillis(), TimeUnit.MILLISECONDS)
              .execute(this::work);
        } else if (trouble instanceof Trouble.Locked locked) {
          var unused = locked.lock().thenRun(this::workIfAwaited);
        } else {
          work();
        }
      }

      private void workIfAwaited() {
        if (!call.isCancelled()) {
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

  /** Alters or loses the answers of disturbed calls. */
  private final class Answering<A, B> extends SimpleForwardingServerCall<A, B> {
    private final String method;

    Answering(ServerCall<A, B> call, String method) {
      super(call);
      this.method = method;
    }

    @Override
    @SuppressWarnings("unchecked") // The message is of the type of the call.
    public void sendMessage(B message) {
      Trouble trouble = troubles.get(method);
      if (trouble instanceof Trouble.Altered altered) {
        super.sendMessage((B) altered.how().apply((Message) message));
      } else if (!(trouble instanceof Trouble.Unheard) && !(trouble instanceof Trouble.Lost)) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      Trouble trouble = troubles.get(method);
      if (trouble instanceof Trouble.Unheard unheard) {
        super.close(unheard.status(), trailers);
      } else if (!(trouble instanceof Trouble.Lost)) {
        super.close(status, trailers);
      }
    }
  }

  private static Received read(String method, Metadata headers, Message request, boolean troubled) {
    Object partitions = field(request, "partition_names", List.of());
    return new Received(
        Instant.now(),
        method,
        headers.get(DATABASE),
        field(request, "db_name", "").toString(),
        field(request, "collection_name", "").toString(),
        partitions instanceof List<?> names ? names : List.of(),
        troubled,
        request);
  }

  private static Object field(Message message, String name, Object otherwise) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    return field == null ? otherwise : message.getField(field);
  }

  private static Message blank(ServerCall<?, ?> call) {
    return (Message)
        ((PrototypeMarshaller<?>) call.getMethodDescriptor().getResponseMarshaller())
            .getMessagePrototype();
  }

  /** Returns the error in an answer of the type that the call has. */
  private static Message refusal(ServerCall<?, ?> call, Refusal refusal) {
    Message blank = blank(call);
    if (blank instanceof io.milvus.grpc.Status) {
      return refusal.status();
    }
    Message.Builder answer = blank.newBuilderForType();
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
