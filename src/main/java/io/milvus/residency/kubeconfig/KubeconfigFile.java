package io.milvus.residency.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A kubeconfig file. The client library treats an unusable file as absent and then contacts another
 * server, and its messages quote the file, tokens included. Here an unusable file is an error that
 * names the file and quotes nothing.
 */
final class KubeconfigFile {

  private KubeconfigFile() {}

  /**
   * Reads a file.
   *
   * @param source names the file in messages, as in {@code KUBECONFIG /home/me/config}
   * @throws KubeconfigException if the file can't be read or is no kubeconfig
   */
  static Config read(String source, String file) throws KubeconfigException {
    String text = text(source, file);
    try {
      if (Serialization.unmarshal(text, Config.class) == null) {
        throw new KubeconfigException(source + ": the file is empty. Name a kubeconfig file.");
      }
      // Remembers the folder, which paths in the file are relative to.
      return KubeConfigUtils.parseConfig(new File(file));
    } catch (RuntimeException e) {
      throw new KubeconfigException(
          source
              + line(e, text)
                  .map(line -> ", line " + line + ": is not valid YAML")
                  .orElse(": is not a kubeconfig")
              + ". Correct the file. Its text is not shown because it may contain a token.");
    }
  }

  private static String text(String source, String file) throws KubeconfigException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new KubeconfigException(
          source + ": there is no such file. Name an existing kubeconfig file.");
    } catch (AccessDeniedException e) {
      throw new KubeconfigException(source + ": permission denied. Let this user read the file.");
    } catch (IOException | RuntimeException e) {
      throw new KubeconfigException(source + ": can't be read. Name a kubeconfig file.");
    }
  }

  /** Returns the line that the parser stopped at, at most the last line of the text. */
  private static Optional<Long> line(Throwable failure, String text) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYamlEngineException yaml) {
        return yaml.getProblemMark()
            .map(Mark::getLine)
            .map(line -> Math.min(line + 1, text.lines().count()));
      }
      if (cause instanceof JsonProcessingException json && json.getLocation() != null) {
        int line = json.getLocation().getLineNr();
        return line > 0 ? Optional.of((long) line) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
