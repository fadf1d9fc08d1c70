package io.milvus.residency.demo;

import io.milvus.residency.testkit.ChildProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calls of Milvus by an operator, read from its log.
 *
 * @param operator an operator that logs at DEBUG
 */
record OperatorCalls(ChildProcess operator) {

  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^(\\S+) DEBUG RpcCaller (?:\\[pass \\d+] )?(\\w+).*?(\\S+) \\[.*: done in (\\d+) ms$");

  /**
   * A call that succeeded.
   *
   * @param begun when the call was sent
   * @param ended when the answer had arrived
   * @param method the RPC
   * @param collection the collection that the call names
   */
  record Call(Instant begun, Instant ended, String method, String collection) {

    /** Returns whether the call changes what is loaded. */
    boolean change() {
      return method.equals("LoadPartitions") || method.equals("ReleasePartitions");
    }
  }

  /** Returns the calls for a collection so far, in order. */
  List<Call> of(String collection) {
    List<Call> calls = new ArrayList<>();
    Matcher line = LINE.matcher(operator.output());
    while (line.find()) {
      Instant ended = Instant.parse(line.group(1));
      Instant begun = ended.minus(Duration.ofMillis(Long.parseLong(line.group(4))));
      if (line.group(3).equals(collection)) {
        calls.add(new Call(begun, ended, line.group(2), collection));
      }
    }
    return calls;
  }
}
