package io.milvus.residency.testkit.milvus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The answers that a real Milvus gave to the tests of the contract, without addresses of hosts and
 * credentials. The file has a line of JSON for each answer.
 *
 * @param answers the answers, in the order in which they came
 */
public record Recording(List<Answer> answers) {

  /** The longest file, in bytes. */
  private static final long LONGEST = 8 * 1024 * 1024;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /**
   * An answer, or several equal ones in a row.
   *
   * @param test the test that made the call
   * @param request the request in the text format of Protocol Buffers
   * @param code the status of gRPC
   * @param answer the message in the same format; the description of the status if it is not OK
   * @param times the number of calls with the same request that were answered so in a row
   */
  public record Answer(
      String test, String method, String request, String code, String answer, int times) {

    boolean isFor(Answer other) {
      return test.equals(other.test)
          && method.equals(other.method)
          && request.equals(other.request);
    }

    boolean equalsButTimes(Answer other) {
      return isFor(other) && code.equals(other.code) && answer.equals(other.answer);
    }
  }

  /** Reads a file. */
  public static Recording read(Path file) {
    try {
      check(file, Files.size(file));
      return new Recording(Files.readAllLines(file).stream().map(Recording::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }

  /** Appends the answers to a file. */
  public void append(Path file) {
    StringBuilder lines = new StringBuilder();
    answers.forEach(answer -> lines.append(line(answer)).append('\n'));
    try {
      String old = Files.exists(file) ? Files.readString(file) : "";
      check(file, (long) old.length() + lines.length());
      Files.writeString(file, old + lines);
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }

  private static void check(Path file, long size) {
    if (size > LONGEST) {
      throw new IllegalStateException(
          file + " would be longer than " + LONGEST + " bytes. Record fewer tests.");
    }
  }

  /** Returns the answers to one test. */
  public Recording of(String test) {
    return new Recording(answers.stream().filter(answer -> answer.test.equals(test)).toList());
  }

  private static Answer parse(String line) {
    try {
      return JSON.readValue(line, Answer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no line of a recording: " + line, e);
    }
  }

  private static String line(Answer answer) {
    try {
      return JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
