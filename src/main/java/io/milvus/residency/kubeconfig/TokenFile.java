package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token in a file, which another program may replace at any time. */
final class TokenFile implements OAuthTokenProvider {

  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

  private final Path path;
  private volatile String last;

  private TokenFile(Path path) throws IOException {
    this.path = path;
    last = read();
  }

  /**
   * Uses the token in a file.
   *
   * @param source names the kubeconfig in messages
   * @throws KubeconfigException if the file can't be read
   */
  static void use(String source, Path path, Config config) throws KubeconfigException {
    try {
      config.setOauthTokenProvider(new TokenFile(path));
    } catch (IOException e) {
      throw new KubeconfigException(
          source + ": tokenFile " + path + " can't be read. Correct tokenFile.");
    }
  }

  @Override
  public String getToken() {
    try {
      last = read();
    } catch (IOException e) {
      LOG.debug("Failed to read the token again, so the last one is used", e);
    }
    return last;
  }

  private String read() throws IOException {
    return Files.readString(path, StandardCharsets.UTF_8).strip();
  }
}
