package io.milvus.residency.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user of a context. The client library drops what it does not know of a user, and then sends
 * requests without credentials or, where the kubeconfig impersonates somebody, with more rights
 * than it asks for.
 *
 * @param source names the kubeconfig in messages
 * @param user the user; empty if the context names none
 * @param program the program that logs the user in, which the library must not start
 */
record KubeconfigUser(String source, Optional<AuthInfo> user, Optional<ExecConfig> program) {

  /**
   * Takes the user of a context out of the files of a kubeconfig, which keep all but the program.
   *
   * @throws KubeconfigException if the context names a user that is not there
   */
  static KubeconfigUser of(
      String source, Context context, List<io.fabric8.kubernetes.api.model.Config> files)
      throws KubeconfigException {
    String name = Optional.ofNullable(context.getUser()).orElse("");
    if (name.isEmpty()) {
      return new KubeconfigUser(source, Optional.empty(), Optional.empty());
    }
    AuthInfo user =
        files.stream()
            .flatMap(file -> Stream.ofNullable(file.getUsers()).flatMap(List::stream))
            .filter(named -> name.equals(named.getName()))
            .map(NamedAuthInfo::getUser)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(
                () ->
                    new KubeconfigException(
                        source
                            + ": the context names the user "
                            + name
                            + ", which users lacks. Correct the context."));
    Optional<ExecConfig> program = Optional.ofNullable(user.getExec());
    user.setExec(null);
    return new KubeconfigUser(source, Optional.of(user), program);
  }

  /**
   * Completes the configuration that the library has made of the files.
   *
   * @param clock tells when credentials expire
   * @throws KubeconfigException if the user can't be used as the kubeconfig asks
   */
  void complete(Config config, Clock clock) throws KubeconfigException {
    Optional<File> file =
        Optional.ofNullable(KubeConfigUtils.getFileWithNamedAuthInfo(config.getCurrentContext()));
    if (user.isPresent()) {
      impersonate(config, user.get());
    }
    Optional<String> tokenFile = user.map(AuthInfo::getTokenFile);
    if (program.isPresent()) {
      LoginToken.use(new LoginProgram(source, program.get(), file), config, clock);
    } else if (tokenFile.isPresent()) {
      TokenFile.use(source, path(file, tokenFile.get()), config);
    }
  }

  private void impersonate(Config config, AuthInfo user) throws KubeconfigException {
    String name = Optional.ofNullable(user.getAs()).orElse("");
    List<String> groups = Optional.ofNullable(user.getAsGroups()).orElse(List.of());
    Map<String, List<String>> extras = Optional.ofNullable(user.getAsUserExtra()).orElse(Map.of());
    boolean nobody = name.isEmpty() && !(groups.isEmpty() && extras.isEmpty());
    if (nobody || !Optional.ofNullable(user.getAsUid()).orElse("").isEmpty()) {
      throw new KubeconfigException(
          source
              + ": the user has as-uid, or as-groups without as, which residency can't impersonate."
              + " Use another context.");
    }
    if (!name.isEmpty()) {
      config.setImpersonateUsername(name);
      config.setImpersonateGroups(groups.toArray(String[]::new));
      config.setImpersonateExtras(extras);
    }
  }

  private static Path path(Optional<File> kubeconfig, String name) {
    return kubeconfig
        .map(file -> file.toPath().toAbsolutePath().resolveSibling(name))
        .orElse(Path.of(name));
  }
}
