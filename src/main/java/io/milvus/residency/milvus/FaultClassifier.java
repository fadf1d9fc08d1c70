package io.milvus.residency.milvus;

import io.milvus.grpc.ErrorCode;
import io.milvus.grpc.Status;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Classifies the errors of Milvus and gRPC as faults, with a message for users. */
final class FaultClassifier {

  /** The reply of the first releases with a load configuration in the WAL, from the sources. */
  private static final String NOTHING_TO_DO = "ignored alter load config";

  /**
   * A stack trace of the server, which Milvus wraps around some errors. The frames come one per
   * line, before the error that they belong to. The pattern does not backtrack, because a hostile
   * text could make that take minutes.
   */
  private static final Pattern STACK_TRACE =
      Pattern.compile(
          "(?:stack trace:\\s*+)?+(?:(?<!\\S)\\S++(?<=\\.go:\\d{1,9}) \\S++(?:\\s++|$))++(?:: )?+");

  /** Separators that remain at the ends where a stack trace was removed. */
  private static final Pattern SEPARATORS = Pattern.compile("^[:/ ]++|[:/ ]++$");

  /**
   * The end of the text of an error about something that is not loaded, after a wrapped error:
   * {@code partition not loaded[partition=105]}. Servers of 2.3.1 to 2.3.3 write {@code
   * partition=105: partition not loaded}, and 2.3.1 a sentence before that.
   */
  private static final Pattern NOT_LOADED =
      Pattern.compile(
          "(?:^|: )(?:"
              + "(?:partition|collection) not loaded\\[[^\\]]*+\\]"
              + "|(?:(?:partition|collection) \\d{1,19}+ has not been loaded to memory or load failed: )?+"
              + "(?:partition|collection)=\\d{1,19}+: (?:partition|collection) not loaded)$");

  /** The bit that early servers of 2.3 add to the codes of retriable errors. */
  private static final int RETRIABLE = 1 << 16;

  private FaultClassifier() {}

  /** Returns whether a status reports a failure. */
  @SuppressWarnings("deprecation") // Servers of 2.3 set only the older code for some errors.
  static boolean failed(Status status) {
    boolean error = status.getCode() != 0 || status.getErrorCode() != ErrorCode.Success;
    return error
        && !ServerText.start(status.getReasonBytes())
            .toLowerCase(Locale.ROOT)
            .contains(NOTHING_TO_DO);
  }

  /** Returns the failure that a status reports. */
  static MilvusException of(Status status) {
    String text = readable(ServerText.start(status.getReasonBytes()));
    Fault fault = FaultTable.find(pattern -> has(status, text, pattern)).orElse(Fault.UNEXPECTED);
    return failure(fault, text, status.getCode());
  }

  /**
   * Returns the error that ended the last load, from the status for a partition that is not loaded.
   * Milvus puts that error before its own: {@code disk limit exceeded[…]: partition not loaded[…]}.
   *
   * @return empty if the status reports only that the partition is not loaded
   */
  static Optional<MilvusException> ofLastLoad(Status status) {
    String text = readable(ServerText.start(status.getReasonBytes()));
    if (NOT_LOADED.matcher(text).replaceFirst("").isEmpty()) {
      return Optional.empty();
    }
    MilvusException failure = of(status);
    return Optional.of(
        LoadStateReader.SHORTAGE.contains(failure.fault())
            ? failure
            : failure(Fault.UNEXPECTED, text, status.getCode()));
  }

  private static MilvusException failure(Fault fault, String text, int code) {
    return new MilvusException(
        fault, fault.advice() + " (Milvus: " + text + ", code " + code + ")", null);
  }

  @SuppressWarnings("deprecation") // Servers of 2.3 set only the older code for some errors.
  private static boolean has(Status status, String text, FaultPattern pattern) {
    if (pattern instanceof FaultPattern.Code code) {
      return (status.getCode() & ~RETRIABLE) == code.number();
    }
    if (pattern instanceof FaultPattern.OlderCode code) {
      return status.getCode() == 0 && status.getErrorCodeValue() == code.number();
    }
    return has(text, pattern);
  }

  private static boolean has(String text, FaultPattern pattern) {
    return pattern instanceof FaultPattern.Text words
        && text.toLowerCase(Locale.ROOT).contains(words.part());
  }

  /** Returns the failure of a call that gRPC could not complete. */
  static MilvusException of(StatusRuntimeException e, Duration deadline) {
    String text = readable(ServerText.start(deepest(e)));
    FaultPattern status = new FaultPattern.Grpc(e.getStatus().getCode().name());
    List<String> texts =
        CauseChain.of(e).stream()
            .map(cause -> ServerText.start(String.valueOf(cause.getMessage())))
            .map(FaultClassifier::readable)
            .toList();
    Fault fault =
        FaultTable.find(
                pattern -> status.equals(pattern) || texts.stream().anyMatch(t -> has(t, pattern)))
            .orElse(Fault.UNEXPECTED);
    String detail = fault == Fault.TIMED_OUT ? "waited " + deadline.toSeconds() + " s" : text;
    String advice =
        fault == Fault.UNREACHABLE
            ? TlsFailures.advice(e).map("No connection to Milvus. "::concat).orElse(fault.advice())
            : fault.advice();
    return new MilvusException(fault, advice + " (" + detail + ")", e);
  }

  /** Returns the readable part of a text: one line without stack traces. */
  private static String readable(String text) {
    String shown = ServerText.shown(STACK_TRACE.matcher(text).replaceAll(""));
    String whole = SEPARATORS.matcher(shown).replaceAll("");
    return whole.isEmpty() ? "no reason given" : whole;
  }

  /** Returns the text of the last cause, which says what happened to the connection. */
  private static String deepest(StatusRuntimeException e) {
    List<Throwable> causes = CauseChain.of(e);
    Throwable last = causes.get(causes.size() - 1);
    String text = last == e ? e.getStatus().getDescription() : last.getMessage();
    return text == null ? e.getStatus().getCode().toString() : text;
  }
}
