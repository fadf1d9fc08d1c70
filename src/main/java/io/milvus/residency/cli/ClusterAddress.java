package io.milvus.residency.cli;

import io.milvus.residency.api.Address;
import java.util.Optional;

/** The address of Milvus that policies name, which may differ from the one that people reach. */
final class ClusterAddress {

  private static final String EXAMPLE = "as in --uri http://milvus.search.svc:19530";

  private ClusterAddress() {}

  /**
   * Returns why there is no such address, or empty if there is one.
   *
   * @param uri the address for the policies, if it is given
   * @param milvus the address that people reach, a valid one
   */
  static Optional<String> misuse(Optional<String> uri, Optional<String> milvus) {
    if (uri.isPresent()) {
      try {
        Address.of(uri.get());
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of("--uri " + uri.get() + ": " + e.getMessage());
      }
    }
    if (milvus.isEmpty()) {
      return Optional.of("--partitions needs the address of Milvus for the policy, " + EXAMPLE);
    }
    String host = Address.of(milvus.get()).host();
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")
        ? Optional.of(
            milvus.get()
                + " is an address of this machine only: add the one that the cluster reaches, "
                + EXAMPLE)
        : Optional.empty();
  }
}
