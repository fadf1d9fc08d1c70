package io.milvus.residency.testkit;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A tab of a browser, driven by the DevTools protocol. */
public final class BrowserTab implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST_CALL = Duration.ofMinutes(2);

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
  private final WebSocket socket;

  private BrowserTab(HttpClient http, URI address) {
    socket = http.newWebSocketBuilder().buildAsync(address, new Answers()).join();
  }

  static BrowserTab connect(HttpClient http, URI address) {
    BrowserTab tab = new BrowserTab(http, address);
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
      tab.call(domain + ".enable", Map.of());
    }
    return tab;
  }

  /** Calls a method of the protocol, and returns its result. */
  public JsonNode call(String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    Map<String, Object> call = Map.of("id", id, "method", method, "params", parameters);
    try {
      socket.sendText(JSON.writeValueAsString(call), true).join();
      JsonNode result = answer.get(LONGEST_CALL.toSeconds(), TimeUnit.SECONDS);
      if (result.has("error")) {
        throw new IllegalStateException(method + ": " + result.get("error"));
      }
      return result.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException | JsonProcessingException e) {
      throw new IllegalStateException(method, e);
    }
  }

  /** Returns the events of that name so far. */
  public List<JsonNode> events(String method) {
    return events.stream()
        .filter(event -> event.path("method").asText().equals(method))
        .map(event -> event.path("params"))
        .toList();
  }

  /** Opens a page, and waits until it has loaded. */
  public void open(URI page) {
    int loaded = events("Page.loadEventFired").size();
    call("Page.navigate", Map.of("url", page.toString()));
    await().atMost(LONGEST_CALL).until(() -> events("Page.loadEventFired").size() > loaded);
  }

  /** Sets the width of the window, and whether the reader prefers dark. */
  public void show(int width, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", width < 500));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of(scheme)));
  }

  /** Evaluates an expression, and returns its value. */
  public JsonNode evaluate(String expression) {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.get("exceptionDetails").toString());
    }
    return result.path("result").path("value");
  }

  /** Presses a key. */
  public void press(String key, int code) {
    String text = key.equals("Enter") ? "\r" : "";
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key,
              "windowsVirtualKeyCode",
              code,
              "text",
              type.equals("keyDown") ? text : ""));
    }
  }

  /** Saves a picture of the page, of its first 3,000 pixels at most. */
  public void screenshot(Path file) {
    JsonNode size = call("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
    Map<String, Object> clip =
        Map.of(
            "x",
            0,
            "y",
            0,
            "width",
            size.path("width").asInt(),
            "height",
            Math.min(3000, size.path("height").asInt()),
            "scale",
            1);
    save(call("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip)), file);
  }

  /** Saves the page as it is printed. */
  public void print(Path file) {
    save(call("Page.printToPDF", Map.of("printBackground", false)), file);
  }

  private static void save(JsonNode result, Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(result.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Answers implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String message) {
      try {
        JsonNode node = JSON.readTree(message);
        if (node.has("id")) {
          calls.remove(node.get("id").asInt()).complete(node);
        } else {
          events.add(node);
        }
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(message, e);
      }
    }
  }
}
