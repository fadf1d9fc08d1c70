package io.milvus.residency.milvus;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The advice for connections that fail because of TLS. The texts come from the TLS of Java and from
 * gRPC, as seen with a 2.3.5 server.
 */
final class TlsFailures {

  private static final List<Row> TABLE =
      List.of(
          new Row(
              "The server certificate has expired. Renew it.",
              "certificate has expired",
              "notafter"),
          new Row(
              "The server certificate is not trusted. Put the CA into the key ca.crt of the Secret"
                  + " of milvus.tls.secretRef.",
              "pkix path",
              "unable to find valid certification path"),
          new Row(
              "The server certificate is for another name. Set milvus.tls.serverName to that name.",
              "no subject alternative",
              "no name matching"),
          new Row(
              "Milvus requires a client certificate or rejects ours. Check tls.crt and tls.key in"
                  + " the Secret of milvus.tls.secretRef.",
              "bad_certificate",
              "certificate_required",
              "unknown_ca"),
          new Row(
              "The server does not speak TLS. Use http:// in milvus.uri.", "not an ssl/tls record"),
          new Row(
              "The server hangs up. If it speaks TLS, use https:// in milvus.uri.",
              "network closed for unknown reason"));

  private record Row(String advice, List<String> texts) {
    Row(String advice, String... texts) {
      this(advice, List.of(texts));
    }

    boolean matches(String message) {
      return texts.stream().anyMatch(message::contains);
    }
  }

  private TlsFailures() {}

  /** Returns what to do; empty if TLS is not the cause. */
  static Optional<String> advice(Throwable failure) {
    for (Throwable cause : CauseChain.of(failure)) {
      String message = ServerText.start(String.valueOf(cause.getMessage()));
      String text = message.toLowerCase(Locale.ROOT);
      for (Row row : TABLE) {
        if (row.matches(text)) {
          return Optional.of(row.advice());
        }
      }
    }
    return Optional.empty();
  }
}
