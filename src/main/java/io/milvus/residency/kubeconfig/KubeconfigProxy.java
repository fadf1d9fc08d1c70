package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy to the API server: {@code proxy-url} of the cluster, else that of the environment, as
 * kubectl chooses it. The client library obeys a {@code proxy-url} only if its scheme is that of
 * the server, which it rarely is.
 */
final class KubeconfigProxy {

  private KubeconfigProxy() {}

  /**
   * Completes the configuration that the library has made of a kubeconfig.
   *
   * @throws KubeconfigException if the proxy is no address
   */
  static void complete(Config config, Map<String, String> environment) throws KubeconfigException {
    Optional<String> given =
        Stream.of(config.getHttpProxy(), config.getHttpsProxy())
            .filter(proxy -> proxy != null && !proxy.isEmpty())
            .findFirst();
    URI server = URI.create(config.getMasterUrl());
    Optional<String> proxy =
        given.or(
            () ->
                local(server.getHost())
                    ? Optional.empty()
                    : variable(environment, server.getScheme() + "_proxy"));
    if (proxy.isEmpty()) {
      return;
    }
    String address = withPort(proxy.get());
    config.setHttpProxy(address);
    config.setHttpsProxy(address);
    if (given.isEmpty()) {
      variable(environment, "no_proxy")
          .ifPresent(
              list ->
                  config.setNoProxy(
                      Arrays.stream(list.split(","))
                          .map(String::strip)
                          .filter(entry -> !entry.isEmpty())
                          .toArray(String[]::new)));
    }
  }

  private static boolean local(String host) {
    return host == null
        || host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("[::1]");
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name.toUpperCase(Locale.ROOT), name)
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  private static String withPort(String proxy) throws KubeconfigException {
    String address = proxy.contains("://") ? proxy : "http://" + proxy;
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException e) {
      uri = URI.create("");
    }
    if (uri.getHost() == null) {
      // Its text is not shown because it may contain a password.
      throw new KubeconfigException(
          "The proxy to the API server is no address. Correct proxy-url of the cluster, or"
              + " HTTPS_PROXY.");
    }
    int usual = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getScheme()
        + "://"
        + (uri.getPort() >= 0 ? uri.getRawAuthority() : uri.getRawAuthority() + ":" + usual);
  }
}
