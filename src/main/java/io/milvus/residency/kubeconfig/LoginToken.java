package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.milvus.residency.kubeconfig.LoginProgram.Credentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token of a login program, which runs again when the token expires. */
final class LoginToken implements OAuthTokenProvider {

  private static final Logger LOG = LoggerFactory.getLogger(LoginToken.class);

  /** The time before the token expires, for requests that are under way then. */
  private static final Duration AHEAD = Duration.ofSeconds(10);

  /** The time between two logins, however short tokens live. */
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  /** The time between two logins if the program does not say when its token expires. */
  private static final Duration UNKNOWN = Duration.ofMinutes(10);

  /**
   * The time that a program has to log in again, in which all requests wait. The first login takes
   * as long as its user.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LoginProgram program;
  private final Clock clock;
  private Credentials credentials;
  private Instant next;

  private LoginToken(LoginProgram program, Clock clock) throws KubeconfigException {
    this.program = program;
    this.clock = clock;
    credentials = program.login(Optional.empty());
    next = afterLogin();
  }

  /**
   * Logs in, and uses the credentials. A certificate is used until the end of the process.
   *
   * @throws KubeconfigException if the program can't be run, fails, or prints no credentials
   */
  static void use(LoginProgram program, Config config, Clock clock) throws KubeconfigException {
    LoginToken login = new LoginToken(program, clock);
    config.setOauthTokenProvider(login);
    if (!login.credentials.certificate().isEmpty() && !login.credentials.key().isEmpty()) {
      config.setClientCertData(login.credentials.certificate());
      config.setClientKeyData(login.credentials.key());
      config.setClientKeyAlgo(Config.getKeyAlgorithm(null, login.credentials.key()));
    }
  }

  @Override
  public synchronized String getToken() {
    if (!credentials.token().isEmpty() && !clock.instant().isBefore(next)) {
      try {
        credentials = program.login(Optional.of(PATIENCE));
      } catch (KubeconfigException e) {
        // The API server refuses the old token, which says more than no answer.
        LOG.warn("{} Trying again in {} s.", e.getMessage(), BETWEEN.toSeconds());
      }
      next = afterLogin();
    }
    return credentials.token();
  }

  private Instant afterLogin() {
    Instant earliest = clock.instant().plus(BETWEEN);
    return credentials
        .expires()
        .map(time -> time.minus(AHEAD))
        .map(time -> time.isBefore(earliest) ? earliest : time)
        .orElseGet(() -> clock.instant().plus(UNKNOWN));
  }
}
