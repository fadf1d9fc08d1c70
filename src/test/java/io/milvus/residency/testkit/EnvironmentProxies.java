package io.milvus.residency.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies in the variables https_proxy, http_proxy and no_proxy, in lower or upper case, as pip
 * and Go read them; without them, those of the JVM.
 */
final class EnvironmentProxies extends ProxySelector {

  private static final int HTTP_PORT = 80;

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI target) {
    String scheme = target.getScheme().toLowerCase(Locale.ROOT);
    Optional<String> proxy = variable(scheme + "_proxy");
    if (proxy.isEmpty()) {
      return ProxySelector.getDefault().select(target);
    }
    return List.of(direct(target.getHost()) ? Proxy.NO_PROXY : proxy(proxy.get()));
  }

  private static Proxy proxy(String text) {
    URI address = URI.create(text.contains("://") ? text : "http://" + text);
    if (address.getHost() == null) {
      throw new IllegalArgumentException("the proxy is no address");
    }
    int port = address.getPort() < 0 ? HTTP_PORT : address.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.getHost(), port));
  }

  private boolean direct(String host) {
    return Arrays.stream(variable("no_proxy").orElse("").split(","))
        .map(String::strip)
        .map(entry -> entry.startsWith(".") ? entry.substring(1) : entry)
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  private Optional<String> variable(String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  @Override
  public void connectFailed(URI target, SocketAddress proxy, IOException e) {
    // The download reports the failure.
  }
}
