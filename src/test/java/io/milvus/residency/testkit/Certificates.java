package io.milvus.residency.testkit;

import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.milvus.shaded.io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/** A certificate authority, made by the keytool of the JDK, and the certificates that it signs. */
public final class Certificates implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private static final String CA = "ca";
  private static final String KEYTOOL =
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString();

  private final Path folder = Folders.create("certificates");

  private final Map<String, Pair> signed = new ConcurrentHashMap<>();

  /** Creates the authority. */
  public Certificates() {
    generate(CA, "-ext", "bc:c");
  }

  /** A certificate and its key, in PEM. */
  public record Pair(String certificate, String key) {}

  /** Returns the certificate of the authority, in PEM. */
  public String ca() {
    return Pem.of("CERTIFICATE", certificate(CA));
  }

  /**
   * Signs a certificate, or returns the one already signed for that name.
   *
   * @param name the host or the client
   */
  public Pair sign(String name) {
    return signed.computeIfAbsent(name, this::signNew);
  }

  private Pair signNew(String name) {
    generate(name, "-ext", "san=dns:" + name);
    Path request = folder.resolve(name + ".csr");
    Path certificate = folder.resolve(name + ".crt");
    keytool(name, "-certreq", "-file", request.toString());
    keytool(
        CA,
        "-gencert",
        "-infile",
        request.toString(),
        "-outfile",
        certificate.toString(),
        "-rfc",
        "-ext",
        "san=dns:" + name);
    return new Pair(Folders.read(certificate), Pem.of("PRIVATE KEY", key(name)));
  }

  /** Returns the context of a client that trusts the authority and has a certificate from it. */
  SslContext client(String name) {
    Pair own = sign(name);
    try {
      return GrpcSslContexts.forClient()
          .trustManager(stream(ca()))
          .keyManager(stream(own.certificate()), stream(own.key()))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a file that exists until {@link #close}, and returns its path. */
  String file(String name, String text) {
    Path file = folder.resolve("files").resolve(name);
    Folders.write(file, text);
    return file.toString();
  }

  /** Returns the options that make Java trust the authority like a public one. */
  public String trustedByJava() {
    Path trusted = folder.resolve("trusted.p12");
    Shell.run(
            Map.of(),
            KEYTOOL,
            "-importcert",
            "-noprompt",
            "-alias",
            CA,
            "-file",
            file("ca.crt", ca()),
            "-keystore",
            trusted.toString(),
            "-storepass",
            PASSWORD)
        .checked();
    return "-Djavax.net.ssl.trustStore="
        + trusted
        + " -Djavax.net.ssl.trustStorePassword="
        + PASSWORD;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private void generate(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=" + name));
    arguments.addAll(Arrays.asList(more));
    keytool(name, arguments.toArray(String[]::new));
  }

  private void keytool(String alias, String... arguments) {
    List<String> command = new ArrayList<>(List.of(KEYTOOL));
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of("-alias", alias, "-keystore", store().toString(), "-storepass", PASSWORD));
    Shell.run(Map.of(), command.toArray(String[]::new)).checked();
  }

  private Path store() {
    return folder.resolve("store.p12");
  }

  private byte[] certificate(String alias) {
    try {
      Certificate certificate = open().getCertificate(alias);
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] key(String alias) {
    try {
      return open().getKey(alias, PASSWORD.toCharArray()).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore open() throws GeneralSecurityException {
    try (var in = Files.newInputStream(store())) {
      KeyStore opened = KeyStore.getInstance("PKCS12");
      opened.load(in, PASSWORD.toCharArray());
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Folders.delete(folder);
  }
}
