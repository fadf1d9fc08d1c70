package io.milvus.residency.milvus;

import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.milvus.shaded.io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.milvus.shaded.io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How a server at an {@code https} address is known, and how it knows us.
 *
 * @param ca the certificates to trust, in PEM; empty for those that Java trusts
 * @param identity what we show of ourselves; empty unless the server asks for it (mTLS)
 * @param serverName the name that the server's certificate has; empty if it is the host's
 */
public record Tls(Optional<String> ca, Optional<Identity> identity, Optional<String> serverName) {

  /** As a browser does it. */
  public static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A certificate and what proves that it is ours. The key never appears in {@code toString}.
   *
   * @param certificate in PEM, with those that lead to the CA
   * @param key its private key, PKCS#8 in PEM, not encrypted
   */
  public record Identity(String certificate, String key) {
    @Override
    public String toString() {
      return "Identity[…]";
    }
  }

  /** The same, for a server whose certificate has another name than its host. */
  public Tls named(Optional<String> name) {
    return new Tls(ca, identity, name);
  }

  /** What is wrong with it, for people; empty if it can be used. */
  public Optional<String> problem() {
    if (ca.isPresent() && !usable(builder -> builder.trustManager(stream(ca.get())))) {
      return Optional.of("ca.crt holds no certificate in PEM form");
    }
    if (identity.isPresent()
        && !usable(builder -> builder.trustManager(stream(identity.get().certificate())))) {
      return Optional.of("tls.crt holds no certificate in PEM form");
    }
    if (identity.isPresent() && !usable(this::identify)) {
      return Optional.of("tls.key holds no unencrypted private key in PEM form");
    }
    return Optional.empty();
  }

  /**
   * What a channel needs.
   *
   * @throws IllegalArgumentException if there is a problem
   */
  SslContext context() {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    ca.ifPresent(pem -> builder.trustManager(stream(pem)));
    if (identity.isPresent()) {
      identify(builder);
    }
    return build(builder);
  }

  private interface TlsSetting {
    SslContextBuilder add(SslContextBuilder builder);
  }

  private static boolean usable(TlsSetting step) {
    try {
      build(step.add(GrpcSslContexts.forClient()));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private SslContextBuilder identify(SslContextBuilder builder) {
    Identity own = identity.orElseThrow();
    return builder.keyManager(stream(own.certificate()), stream(own.key()));
  }

  private static SslContext build(SslContextBuilder builder) {
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
  }
}
