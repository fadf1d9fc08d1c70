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
 * The TLS settings for a server at an {@code https} address.
 *
 * @param ca the certificates to trust, in PEM; empty for the default trust store of the JVM
 * @param identity the client certificate; empty unless the server requires one (mTLS)
 * @param serverName the name in the server's certificate; empty if that is the host
 */
public record Tls(Optional<String> ca, Optional<Identity> identity, Optional<String> serverName) {

  /** The JVM's default trust store and no client certificate. */
  public static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A client certificate and its key. The key never appears in {@code toString}.
   *
   * @param certificate in PEM, with the chain up to the CA
   * @param key its private key, PKCS#8 in PEM, not encrypted
   */
  public record Identity(String certificate, String key) {
    @Override
    public String toString() {
      return "Identity[…]";
    }
  }

  /** Returns these settings for a server whose certificate has another name than its host. */
  public Tls named(Optional<String> name) {
    return new Tls(ca, identity, name);
  }

  /** Returns the problem of these settings, for users; empty if they can be used. */
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
   * Returns the SSL context for a channel.
   *
   * @throws IllegalArgumentException if there is a {@link #problem}
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
