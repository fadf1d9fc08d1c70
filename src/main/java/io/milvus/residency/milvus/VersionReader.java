package io.milvus.residency.milvus;

import io.milvus.grpc.GetVersionRequest;
import io.milvus.grpc.GetVersionResponse;
import io.milvus.residency.milvus.RpcCaller.Call;
import java.util.List;
import java.util.Optional;

/** Reads the version of a server, and keeps it for as long as the server answers. */
final class VersionReader {

  private final RpcCaller caller;
  private final Deadlines deadlines;
  private volatile Optional<ServerVersion> known = Optional.empty();

  VersionReader(RpcCaller caller, Deadlines deadlines) {
    this.caller = caller;
    this.deadlines = deadlines;
  }

  /**
   * Makes sure that the version is known and supported.
   *
   * @throws MilvusException if the version is not supported
   */
  void check() throws MilvusException {
    if (known.isEmpty()) {
      current();
    }
  }

  /**
   * Reads the version again, for a decision that depends on it: the server may have been replaced
   * by another version while no call failed.
   *
   * @throws MilvusException if the version is not supported
   */
  ServerVersion current() throws MilvusException {
    forget();
    ServerVersion version = read();
    version.require();
    known = Optional.of(version);
    return version;
  }

  /** Returns the version that was read last, if the server has answered since. */
  Optional<ServerVersion> known() {
    return known;
  }

  /** Forgets the version, because the server may come back with another one. */
  void forget() {
    known = Optional.empty();
  }

  /** Reads the version, supported or not. */
  ServerVersion read() throws MilvusException {
    try {
      return ServerVersion.of(
          ServerText.shown(
              caller
                  .make(
                      new Call("GetVersion", "", List.of(), deadlines.read()),
                      stub -> stub.getVersion(GetVersionRequest.getDefaultInstance()),
                      GetVersionResponse::getStatus)
                  .getVersion()));
    } catch (MilvusException e) {
      throw e.fault() == Fault.UNSUPPORTED_VERSION ? ServerVersion.missing(e) : e;
    }
  }
}
