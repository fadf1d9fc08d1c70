package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Tls;
import java.util.Set;

/** Reads what policies refer to. */
public interface CredentialSource {

  /**
   * The credentials that a Secret holds.
   *
   * @throws NotReadyException if it is missing, can't be read or lacks a key
   */
  Credentials credentials(NamespacedName secret) throws NotReadyException;

  /**
   * The certificates and the key that a Secret holds.
   *
   * @throws NotReadyException if it is missing, can't be read, lacks a key or is malformed
   */
  Tls tls(NamespacedName secret) throws NotReadyException;

  /** Forgets all Secrets but these. */
  void retain(Set<NamespacedName> used);

  /** A reference that can't be followed yet. */
  final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is missing, in a line for people that holds nothing secret. */
    public NotReadyException(String message) {
      super(message);
    }
  }
}
