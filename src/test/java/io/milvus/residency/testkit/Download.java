package io.milvus.residency.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A download that gives up early where nobody answers, and goes on as long as bytes arrive.
 *
 * @param proxies the proxies to use
 * @param answer how long each server may take to answer
 * @param pause how long a download may pause
 */
record Download(ProxySelector proxies, Duration answer, Duration pause) {

  private static final int REDIRECTS = 5;
  private static final Set<Integer> REDIRECT = Set.of(301, 302, 303, 307, 308);
  private static final int BYTES_PER_MB = 1_000_000;
  private static final long MOST_BYTES = 500L * BYTES_PER_MB;
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Creates a download that waits for 2 s at most where there is no internet. */
  static Download ofMachine() {
    return new Download(
        new EnvironmentProxies(System.getenv()), Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /**
   * Writes a file that has a known hash.
   *
   * @param sha512 the hash in hexadecimal digits
   * @throws IOException if the file can't be fetched or has another hash; says why
   */
  void fetch(URI source, Path file, String sha512) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(answer)
            .proxy(proxies)
            .build();
    URI from = source;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      Reply reply = reply(client, from, file);
      int status = reply.head.statusCode();
      if (status == 200) {
        receive(reply, from, file);
        check(file, sha512);
        return;
      }
      reply.body.cancel(true);
      if (!REDIRECT.contains(status)) {
        throw new IOException(from.getHost() + " answers HTTP " + status);
      }
      from = redirected(from, reply.head);
    }
    throw new IOException(source.getHost() + " redirects more than " + REDIRECTS + " times");
  }

  /** The beginning of a response, and the future of the rest. */
  private record Reply(ResponseInfo head, CompletableFuture<HttpResponse<Path>> body) {}

  private Reply reply(HttpClient client, URI from, Path file)
      throws IOException, InterruptedException {
    CompletableFuture<ResponseInfo> head = new CompletableFuture<>();
    BodyHandler<Path> handler =
        info -> {
          head.complete(info);
          return info.statusCode() == 200
              ? BodySubscribers.ofFile(file)
              : BodySubscribers.replacing(file);
        };
    CompletableFuture<HttpResponse<Path>> body;
    try {
      body = client.sendAsync(HttpRequest.newBuilder(from).build(), handler);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e); // a proxy that is no address
    }
    try {
      CompletableFuture.anyOf(head, body).get(answer.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(head.get(), body);
    } catch (TimeoutException e) {
      body.cancel(true);
      throw new IOException(
          "no answer from " + from.getHost() + " within " + answer.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(from.getHost() + " can't be reached" + reason(e.getCause()), e);
    }
  }

  private static String reason(Throwable e) {
    return e instanceof ConnectException || e.getMessage() == null ? "" : ": " + e.getMessage();
  }

  private static URI redirected(URI from, ResponseInfo head) throws IOException {
    String location = head.headers().firstValue("Location").orElse("");
    try {
      URI to = from.resolve(location);
      if (to.getHost() != null && to.getScheme().equals(from.getScheme())) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(from.getHost() + " redirects to no address", e);
    }
    throw new IOException(
        from.getHost() + " redirects to another protocol than " + from.getScheme());
  }

  private void receive(Reply reply, URI from, Path file) throws IOException, InterruptedException {
    long total = reply.head.headers().firstValueAsLong("Content-Length").orElse(0);
    Progress progress = new Progress("Fetching");
    long seen = 0;
    long since = System.nanoTime();
    while (true) {
      try {
        reply.body.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (size > seen) {
          seen = size;
          since = System.nanoTime();
        } else if (System.nanoTime() - since > pause.toNanos()) {
          reply.body.cancel(true);
          throw new IOException(
              "the download stopped after " + megabytes(seen) + " of " + megabytes(total), e);
        }
        if (Math.max(size, total) > MOST_BYTES) {
          reply.body.cancel(true);
          throw new IOException("the file is larger than " + megabytes(MOST_BYTES), e);
        }
        String state = megabytes(seen) + (total > 0 ? " of " + megabytes(total) : "");
        progress.report(state, total > 0 ? (double) seen / total : 0);
      } catch (ExecutionException e) {
        throw new IOException(
            "the download from " + from.getHost() + " broke off after " + megabytes(seen), e);
      }
    }
  }

  private static String megabytes(long bytes) {
    return (bytes + BYTES_PER_MB / 2) / BYTES_PER_MB + " MB";
  }

  private static void check(Path file, String sha512) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      String found = HexFormat.of().formatHex(digest.digest());
      if (!found.equals(sha512)) {
        throw new IOException(
            "the file has another SHA-512 than the pinned one, so it is not used: " + found);
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
