package io.milvus.residency.reconcile;

import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.Tls;
import java.util.Set;

/** A source of the credentials and certificates that policies refer to. */
public interface CredentialSource {

  /**
   * Returns the credentials in a Secret.
   *
   * @throws NotReadyException if the Secret is missing, can't be read or lacks a key
   */
  Credentials credentials(NamespacedName secret) throws NotReadyException;

  /**
   * Returns the certificates and the key in a Secret.
   *
   * @throws NotReadyException if the Secret is missing, can't be read, lacks a key or is malformed
   */
  Tls tls(NamespacedName secret) throws NotReadyException;

  /** Forgets all other Secrets. */
  void retain(Set<NamespacedName> used);

  /** A Secret that can't be used yet. */
  final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception, with one line for users that says what is missing and no secret. */
    public NotReadyException(String message) {
      super(message);
    }
  }
}
