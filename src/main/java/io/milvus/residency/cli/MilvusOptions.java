package io.milvus.residency.cli;

import io.milvus.residency.api.Address;
import io.milvus.residency.api.MilvusRef;
import io.milvus.residency.api.MilvusRef.SecretRef;
import io.milvus.residency.api.MilvusRef.TlsRef;
import io.milvus.residency.api.Reason;
import io.milvus.residency.milvus.CheckResult;
import io.milvus.residency.milvus.ConnectionConfig;
import io.milvus.residency.milvus.Credentials;
import io.milvus.residency.milvus.MilvusException;
import io.milvus.residency.milvus.Tls;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import picocli.CommandLine.Option;

/** The options that select a Milvus and the connection to it. */
final class MilvusOptions {

  /** The environment variable with an API key or {@code user:password}. */
  static final String TOKEN = "MILVUS_TOKEN";

  @Option(
      names = "--milvus",
      paramLabel = "URI",
      description = {
        "The address of Milvus, as in https://milvus.example.com:19530.",
        "To log in, set "
            + TOKEN
            + " in the environment to user:password or an API key. The token is sent to no other"
            + " address."
      })
  private Optional<String> uri = Optional.empty();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The CA certificates to trust (PEM), instead of Java's own.")
  private Optional<String> ca = Optional.empty();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The client certificate (PEM), for a Milvus that requires one (mTLS).")
  private Optional<String> certificate = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of the client certificate (PKCS#8 in PEM).")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name in the certificate of Milvus, if it differs from the host.")
  private Optional<String> serverName = Optional.empty();

  /** Returns the address of Milvus, or empty if none is given. */
  Optional<String> uri() {
    return uri;
  }

  /** Returns the first contradiction between the options, or empty if there is none. */
  Optional<String> misuse() {
    try {
      uri.ifPresent(Address::of);
    } catch (IllegalArgumentException e) {
      return Optional.of("--milvus " + uri.orElseThrow() + ": " + e.getMessage());
    }
    boolean secure = uri.filter(text -> text.startsWith("https://")).isPresent();
    boolean given =
        ca.isPresent() || certificate.isPresent() || key.isPresent() || serverName.isPresent();
    if (given && !secure) {
      return Optional.of("--ca, --cert, --key and --server-name need --milvus https://host:port");
    }
    return certificate.isPresent() == key.isPresent()
        ? Optional.empty()
        : Optional.of("--cert and --key must be given together");
  }

  /**
   * Returns the connection to a database of the server.
   *
   * @throws UserException if a file can't be read or used
   */
  ConnectionConfig access(String database, Map<String, String> environment) throws UserException {
    Credentials credentials =
        Optional.ofNullable(environment.get(TOKEN))
            .filter(token -> !token.isBlank())
            .<Credentials>map(Credentials.Token::new)
            .orElse(new Credentials.None());
    return new ConnectionConfig(uri.orElseThrow(), database, credentials, tls());
  }

  /**
   * Returns how a policy connects that reads what these options do. Its Secrets have names that
   * people may change.
   *
   * @param address the address of Milvus as the cluster reaches it
   */
  MilvusRef reference(String address, Map<String, String> environment) {
    Optional<SecretRef> credentials =
        Optional.ofNullable(environment.get(TOKEN))
            .filter(token -> !token.isBlank())
            .map(token -> new SecretRef("milvus-credentials"));
    Optional<SecretRef> certificates =
        ca.or(() -> certificate).map(file -> new SecretRef("milvus-tls"));
    boolean tls =
        address.startsWith("https://") && ca.or(() -> certificate).or(() -> serverName).isPresent();
    return new MilvusRef(
        address,
        credentials,
        tls ? Optional.of(new TlsRef(certificates, serverName)) : Optional.empty());
  }

  /** Returns what is wrong and what to do, in the words of these options. */
  String words(MilvusException e) {
    return worded(e.getMessage()) + remedy(e);
  }

  /** Returns a result in the words of these options. */
  CheckResult worded(CheckResult result) {
    return new CheckResult(result.subject(), result.grade(), worded(result.text()), result.fault());
  }

  /** Replaces the fields of a policy, if neither the address nor the credentials come from one. */
  String worded(String text) {
    return uri.isPresent()
        ? text.replace("milvus.uri", "--milvus")
            .replace(" Check milvus.credentialsSecretRef and its Secret.", "")
        : text;
  }

  /** Returns what the options can do about a failure, on a line of its own. */
  private String remedy(MilvusException e) {
    if (e.unanswered()) {
      return System.lineSeparator()
          + (uri.isPresent()
              ? "Or use --partitions FILE to do without Milvus."
              : "Use --milvus URI for another address, as in http://localhost:19530 after kubectl"
                  + " port-forward, or --partitions FILE to do without Milvus.");
    }
    return e.reason() == Reason.UNAUTHENTICATED
        ? System.lineSeparator()
            + "Set "
            + TOKEN
            + " to an API key or user:password"
            + (uri.isPresent() ? "." : ", and give the address with --milvus.")
        : "";
  }

  private static String given(String option, Optional<String> file) {
    return Matcher.quoteReplacement(option + file.map(" "::concat).orElse("") + ":");
  }

  private Tls tls() throws UserException {
    Optional<Tls.Identity> identity =
        certificate.isPresent()
            ? Optional.of(
                new Tls.Identity(
                    ManifestReader.text(certificate.get()), ManifestReader.text(key.orElseThrow())))
            : Optional.empty();
    Optional<String> trusted =
        ca.isPresent() ? Optional.of(ManifestReader.text(ca.get())) : Optional.empty();
    Tls tls = new Tls(trusted, identity, serverName);
    Optional<String> problem = tls.problem();
    if (problem.isPresent()) {
      throw new UserException(
          problem
              .get()
              .replaceFirst("^ca\\.crt", given("--ca", ca))
              .replaceFirst("^tls\\.crt", given("--cert", certificate))
              .replaceFirst("^tls\\.key", given("--key", key)));
    }
    return tls;
  }
}
