package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Chromium without windows. It is the one of the machine, or else the package of Debian, which is
 * installed then: it needs so many libraries that unpacking it beside the system is not worth it.
 */
public final class Chromium implements AutoCloseable {

  private static final String INSTALL =
      """
      [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || {
        echo "The tests of pictures need Chromium. Install it, for example by apt-get install chromium."
        exit 1
      }
      lock="-o DPkg::Lock::Timeout=300"
      install="apt-get -q $lock install -y --no-install-recommends chromium"
      export DEBIAN_FRONTEND=noninteractive
      $install || { apt-get -q $lock update && $install; } || {
        echo "Chromium can't be installed. Install it, and run the tests again."
        exit 1
      }
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final int port;

  private Chromium(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a browser whose files are in a folder. */
  public static Chromium start(Path folder) {
    Path profile = folder.resolve("profile");
    ChildProcess process =
        ChildProcess.start(
            folder,
            folder.resolve("chromium.log"),
            Map.of("TMPDIR", folder.toString()),
            List.of(
                program().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    Path ports = profile.resolve("DevToolsActivePort");
    await()
        .atMost(Duration.ofMinutes(2))
        .failFast("Chromium does not start", () -> !process.alive())
        .until(() -> Files.exists(ports) && Files.readAllLines(ports).size() == 2);
    try {
      return new Chromium(process, Integer.parseInt(Files.readAllLines(ports).get(0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a tab. */
  public BrowserTab tab() {
    URI address = URI.create("http://127.0.0.1:" + port + "/json/new");
    HttpRequest request =
        HttpRequest.newBuilder(address).method("PUT", HttpRequest.BodyPublishers.noBody()).build();
    try {
      String tab = http.send(request, BodyHandlers.ofString()).body();
      String socket = new JsonMapper().readTree(tab).path("webSocketDebuggerUrl").asText();
      return BrowserTab.connect(http, URI.create(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(process.output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  private static synchronized Path program() {
    return found()
        .orElseGet(
            () -> {
              install();
              return found().orElseThrow();
            });
  }

  private static Optional<Path> found() {
    return Stream.of("chromium", "google-chrome", "chromium-browser")
        .map(Shell::find)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void install() {
    try {
      Shell.slowly(
          "Installing Chromium (290 MB), once", Map.of(), Path.of("/"), "sh", "-c", INSTALL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
