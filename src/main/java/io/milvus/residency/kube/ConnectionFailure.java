package io.milvus.residency.kube;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The words for a request to the API server that got no answer. */
public final class ConnectionFailure {

  private ConnectionFailure() {}

  /**
   * Returns the end of a sentence that begins with the API server, and what to do.
   *
   * @param credentials where the address of the server comes from
   */
  public static String words(Throwable failure, String credentials) {
    String check = " Check that it runs, and the address in " + credentials + ".";
    List<Throwable> causes = causes(failure);
    if (has(causes, UnresolvedAddressException.class, UnknownHostException.class)) {
      return " can't be reached: its host name does not resolve. Check the address in "
          + credentials
          + ".";
    }
    if (has(causes, HttpTimeoutException.class, TimeoutException.class)) {
      return " does not answer in time." + check;
    }
    if (has(causes, SSLException.class)) {
      return " can't be verified: its certificate is not trusted, or it does not speak TLS."
          + " Check certificate-authority and the address in "
          + credentials
          + ".";
    }
    return has(causes, ConnectException.class, NoRouteToHostException.class)
        ? " refuses connections, or there is no route to it." + check
        : " can't be reached ("
            + causes.get(causes.size() - 1).getClass().getSimpleName()
            + ")."
            + check;
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static boolean has(List<Throwable> causes, Class<?>... types) {
    return causes.stream().anyMatch(cause -> Stream.of(types).anyMatch(t -> t.isInstance(cause)));
  }
}
