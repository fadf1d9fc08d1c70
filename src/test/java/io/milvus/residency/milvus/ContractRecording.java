package io.milvus.residency.milvus;

import io.milvus.residency.testkit.milvus.Recording;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes the answers of a server to the file that {@code -Dresidency.record} names, if it does. */
final class ContractRecording implements BeforeAllCallback {

  private static Optional<Path> file() {
    return Optional.ofNullable(System.getProperty("residency.record")).map(Path::of);
  }

  /** Removes the recording of another run. */
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (file().isPresent()) {
      Files.deleteIfExists(file().get());
    }
  }

  /** Adds the answers to one test. */
  void add(Recording recording) {
    file().ifPresent(recording::append);
  }

  /** Returns the name of a test in recordings. */
  static String name(TestInfo test) {
    return test.getTestMethod().map(Method::getName).orElseThrow();
  }
}
