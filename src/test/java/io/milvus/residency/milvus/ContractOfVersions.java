package io.milvus.residency.milvus;

import io.milvus.residency.testkit.MilvusServer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract on each version of Milvus that the Python package {@code milvus} has. Writes {@code
 * docs/contract.md}. Runs only when it is named, because it takes several minutes:
 *
 * <pre>mvn verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ContractOfVersions
 * </pre>
 */
@ParameterizedClass
@MethodSource("versions")
@Execution(ExecutionMode.SAME_THREAD)
class ContractOfVersions implements MilvusContract, VaryingBehaviour {

  @RegisterExtension
  static final ContractReport REPORT =
      new ContractReport(Path.of("docs", "contract.md"), "mvn verify -Dit.test=ContractOfVersions");

  private final Version version;
  private final ContractServer side;
  private Optional<ContractServer> spare = Optional.empty();

  ContractOfVersions(Version version) {
    this.version = version;
    side = new ContractServer(version.server().uri(), Deadlines.DEFAULT);
  }

  /** The servers of a version, which start when they are first asked for. */
  static final class Version implements AutoCloseable {
    private final String name;
    private final boolean refused;
    private Optional<MilvusServer> server = Optional.empty();
    private Optional<MilvusServer> small = Optional.empty();

    Version(String name, boolean refused) {
      this.name = name;
      this.refused = refused;
    }

    MilvusServer server() {
      server = server.or(() -> Optional.of(MilvusServer.startVersion(name)));
      return server.get();
    }

    MilvusServer small() {
      small = small.or(() -> Optional.of(MilvusServer.startVersionWithLittleMemory(name)));
      return small.get();
    }

    @Override
    public void close() {
      server.ifPresent(MilvusServer::close);
      small.ifPresent(MilvusServer::close);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Version> versions() {
    return Stream.of(
        new Version("2.2.16", true),
        new Version("2.3.0", true),
        new Version("2.3.1", false),
        new Version("2.3.2", false),
        new Version("2.3.3", false),
        new Version("2.3.4", false),
        new Version("2.3.5", false));
  }

  @Override
  public String server() {
    return version.name;
  }

  @Override
  public boolean refusable() {
    return version.refused;
  }

  @Override
  public ContractServer side() {
    return side;
  }

  @Override
  public ContractServer spareSide() {
    spare = Optional.of(new ContractServer(version.small().uri(), Deadlines.DEFAULT));
    return spare.get();
  }

  @AfterEach
  void close() {
    side.close();
    spare.ifPresent(ContractServer::close);
  }
}
