package io.milvus.residency.milvus;

import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.RealParts;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Reports which behaviors of {@link MilvusContract} and {@link VaryingBehaviour} a server shows:
 * the certificate of a version.
 */
final class ContractReport implements TestWatcher, AfterAllCallback {

  private static final Path FILE = Path.of("target", "contract-report.md");

  private final List<Behaviour> behaviors = new ArrayList<>();

  /**
   * The behavior that a test checks.
   *
   * @param name the behavior, in words
   * @param needed whether the operator relies on it
   * @param shown whether the server shows it
   */
  record Behaviour(String name, boolean needed, boolean shown) {

    /** Returns the behavior that the name of a test states. */
    static Behaviour of(String test, boolean needed, boolean shown) {
      return new Behaviour(
          test.replaceAll("(?=\\p{Upper})", " ").toLowerCase(Locale.ROOT), needed, shown);
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    add(context, true);
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    add(context, false);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    add(context, false);
  }

  private void add(ExtensionContext context, boolean shown) {
    var test = context.getRequiredTestMethod();
    boolean needed = test.getDeclaringClass() != VaryingBehaviour.class;
    behaviors.add(Behaviour.of(test.getName(), needed, shown));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(
        FILE, text(version(RealParts.Extension.someMilvus(context).uri()), behaviors));
  }

  /**
   * Returns a placeholder if there is no version, so that the report of another server is replaced.
   */
  private static String version(String uri) {
    try (MilvusUser user = new MilvusUser(uri)) {
      return user.version();
    } catch (StatusRuntimeException | IllegalStateException e) {
      return "of an unknown version";
    }
  }

  static String text(String version, List<Behaviour> behaviors) {
    long needed = behaviors.stream().filter(Behaviour::needed).count();
    long missing = behaviors.stream().filter(b -> b.needed() && !b.shown()).count();
    String verdict =
        missing == 0
            ? "The operator can work with this server: all needed behaviors are shown."
            : "The operator can't work with this server: "
                + missing
                + " of "
                + needed
                + " needed behaviors are missing.";
    return """
    # Milvus %s

    %s

    | What the operator relies on | Shown |
    | --- | --- |
    %s
    | What servers do differently | Shown |
    | --- | --- |
    %s"""
        .formatted(version, verdict, rows(behaviors, true), rows(behaviors, false));
  }

  private static String rows(List<Behaviour> behaviors, boolean needed) {
    StringBuilder rows = new StringBuilder();
    behaviors.stream()
        .filter(behavior -> behavior.needed() == needed)
        .map(
            behavior -> "| " + behavior.name() + " | " + (behavior.shown() ? "yes" : "no") + " |\n")
        .sorted()
        .forEach(rows::append);
    return rows.toString();
  }
}
