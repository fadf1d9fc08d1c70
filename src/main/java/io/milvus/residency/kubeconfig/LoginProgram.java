package io.milvus.residency.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ExecConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program that logs a user in, as {@code exec} of a kubeconfig names it. The client library takes
 * what such a program tells its user for a part of the credentials, and goes on without any if it
 * can't read them.
 *
 * @param source names the kubeconfig in messages
 * @param exec the program
 * @param kubeconfig the file that a relative path of the program is relative to
 */
record LoginProgram(String source, ExecConfig exec, Optional<File> kubeconfig) {

  private static final int MOST_BYTES = 1 << 20;

  /**
   * The credentials of a login.
   *
   * @param token the token; empty if a certificate is used
   * @param certificate the client certificate (PEM); empty if a token is used
   * @param key the private key of the certificate (PEM)
   * @param expires when the program has to run again, if it says so
   */
  record Credentials(String token, String certificate, String key, Optional<Instant> expires) {}

  /**
   * Runs the program and returns the credentials that it prints.
   *
   * @param most the time after which the program is ended
   * @throws KubeconfigException if it can't be run, fails, or prints no credentials
   */
  Credentials login(Optional<Duration> most) throws KubeconfigException {
    JsonNode status = status(output(most));
    String token = status.path("token").asText();
    String certificate = status.path("clientCertificateData").asText();
    String key = status.path("clientKeyData").asText();
    if (token.isEmpty() && (certificate.isEmpty() || key.isEmpty())) {
      throw failed("has printed no credentials");
    }
    return new Credentials(
        token, certificate, key, expires(status.path("expirationTimestamp").asText()));
  }

  private static Optional<Instant> expires(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private String output(Optional<Duration> most) throws KubeconfigException {
    List<String> command = new ArrayList<>(List.of(command()));
    command.addAll(Optional.ofNullable(exec.getArgs()).orElse(List.of()));
    // What the program tells its user goes to standard error.
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    builder
        .environment()
        .put(
            "KUBERNETES_EXEC_INFO",
            "{\"apiVersion\":\"%s\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false}}"
                .formatted(exec.getApiVersion()));
    Optional.ofNullable(exec.getEnv())
        .orElse(List.of())
        .forEach(variable -> builder.environment().put(variable.getName(), variable.getValue()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      AtomicBoolean late = new AtomicBoolean();
      Optional<Future<?>> limit = most.map(time -> afterwards(time, () -> end(process, late)));
      String output;
      try (InputStream in = process.getInputStream()) {
        output = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      }
      int code = process.waitFor();
      limit.ifPresent(task -> task.cancel(false));
      if (late.get()) {
        throw failed("has not ended within " + most.orElseThrow().toSeconds() + " s");
      }
      if (code != 0) {
        throw failed("has ended with the exit code " + code);
      }
      return output;
    } catch (IOException e) {
      throw failed("can't be run");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted");
    }
  }

  private static Future<?> afterwards(Duration time, Runnable task) {
    return CompletableFuture.runAsync(
        task, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Ends the program and what it has started, which may hold its output open. */
  private static void end(Process process, AtomicBoolean late) {
    late.set(true);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private String command() {
    String command = Optional.ofNullable(exec.getCommand()).orElse("");
    return command.contains(File.separator) && kubeconfig.isPresent()
        ? kubeconfig.get().toPath().toAbsolutePath().resolveSibling(command).toString()
        : command;
  }

  private JsonNode status(String output) throws KubeconfigException {
    try {
      return new ObjectMapper().readTree(output).path("status");
    } catch (JsonProcessingException e) {
      // Its message would quote the credentials.
      throw failed("has printed no credentials");
    }
  }

  private KubeconfigException failed(String what) {
    return new KubeconfigException(
        source
            + ": the program "
            + exec.getCommand()
            + ", which logs the user in, "
            + what
            + ". Run kubectl get plp to see whether kubectl can log in.");
  }
}
