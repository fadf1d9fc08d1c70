package io.milvus.residency.milvus;

import io.milvus.residency.milvus.ContractPage.Behaviour;
import io.milvus.residency.milvus.ContractPage.Server;
import io.milvus.residency.milvus.ContractPage.Shown;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.shaded.io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Reports which behaviors of {@link MilvusContract} and {@link VaryingBehaviour} servers show: the
 * certificate of their versions. Tries nothing on a server that the operator refuses.
 */
final class ContractReport implements TestWatcher, BeforeTestExecutionCallback, AfterAllCallback {

  private final Path file;
  private final String command;
  private final Map<String, Server> servers = new LinkedHashMap<>();

  /**
   * Creates a report of the tests of one class, which implements {@link ContractSubject}.
   *
   * @param file the page to write
   * @param command the command that runs these tests
   */
  ContractReport(Path file, String command) {
    this.file = file;
    this.command = command;
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    server(context)
        .silence()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    Optional<String> refusal = server(context).refusal();
    if (refusal.isPresent() && subject(context).refusable()) {
      throw new NotTriedException(refusal.get());
    }
    if (refusal.isPresent()) {
      throw new IllegalStateException(refusal.get());
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    add(context, Shown.YES);
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    add(context, cause instanceof NotTriedException ? Shown.NOT_TRIED : Shown.NO);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    add(context, server(context).failed());
  }

  private void add(ExtensionContext context, Shown shown) {
    Method test = context.getRequiredTestMethod();
    boolean needed = test.getDeclaringClass() != VaryingBehaviour.class;
    server(context).behaviors().add(Behaviour.of(test.getName(), needed, shown));
  }

  private Server server(ExtensionContext context) {
    ContractSubject subject = subject(context);
    return servers.computeIfAbsent(subject.server(), name -> server(name, subject.side().user()));
  }

  private static long needed() {
    return Stream.of(MilvusContract.class.getMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .count();
  }

  private static ContractSubject subject(ExtensionContext context) {
    return (ContractSubject) context.getRequiredTestInstance();
  }

  /** Returns a server also if there is no version, so that an old report is replaced. */
  static Server server(String name, MilvusUser user) {
    try {
      return Server.of(name, user.version(), needed());
    } catch (StatusRuntimeException | IllegalStateException e) {
      String why =
          "Milvus does not report its version (%s). Check the address, and that it needs neither TLS nor authentication."
              .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return Server.silent(name, why, needed());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (servers.isEmpty()) {
      return;
    }
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        ContractPage.text(
            LocalDate.now(Clock.systemUTC()), command, List.copyOf(servers.values())));
  }
}
