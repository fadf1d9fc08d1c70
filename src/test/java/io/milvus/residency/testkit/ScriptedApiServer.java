package io.milvus.residency.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * An API server whose answers no real one would give at will. It tells the time of this machine.
 */
public final class ScriptedApiServer implements AutoCloseable {

  private final Function<Request, Answer> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** A request. */
  public record Request(String method, URI uri) {}

  /** An answer, in JSON. */
  public record Answer(int code, String body) {

    /** Returns an answer to a request that succeeds. */
    public static Answer of(String body) {
      return new Answer(200, body);
    }
  }

  /** Starts a server on a free port of this machine. */
  public ScriptedApiServer(Function<Request, Answer> script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI());
    requests.add(request);
    exchange.getRequestBody().readAllBytes();
    Answer answer = script.apply(request);
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.code(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Returns the address. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
