package io.milvus.residency.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request to {@link HttpListener}, as far as it has arrived, and its response. */
final class HttpExchange {

  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final int MAX_HEAD = 8192;

  private final SocketChannel client;
  private final long deadline;
  private final StringBuilder head = new StringBuilder();
  private Optional<ByteBuffer> answer = Optional.empty();

  /**
   * The response to a client.
   *
   * @param status the HTTP status code
   * @param type the media type of the text, without its charset
   * @param body the text, sent as UTF-8
   */
  record Response(int status, String type, String body) {

    /** Creates a response of plain text. */
    Response(int status, String body) {
      this(status, "text/plain", body);
    }
  }

  /**
   * Prepares the exchange; nothing is read yet.
   *
   * @param deadline when the exchange must have ended, by {@link System#nanoTime}
   */
  HttpExchange(SocketChannel client, long deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  /** Reads what has arrived, or writes what the client can take now; never blocks. */
  void goOn(SelectionKey key, Function<String, Optional<Response>> pages) {
    try {
      if (answer.isEmpty() && !read(pages)) {
        return;
      }
      ByteBuffer bytes = answer.orElseThrow();
      client.write(bytes);
      if (bytes.hasRemaining()) {
        key.interestOps(SelectionKey.OP_WRITE);
      } else {
        client.shutdownOutput();
        close();
      }
    } catch (IOException e) {
      close();
    }
  }

  /** Returns true once there is a response, because the request is complete or too long. */
  private boolean read(Function<String, Optional<Response>> pages) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_HEAD);
    if (client.read(bytes) < 0) {
      close();
      return false;
    }
    head.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
    boolean whole = head.indexOf("\r\n\r\n") >= 0 || head.indexOf("\n\n") >= 0;
    if (whole) {
      answer = Optional.of(answer(pages));
    } else if (head.length() >= MAX_HEAD) {
      answer =
          Optional.of(
              bytes(
                  new Response(
                      431, "the request head is too long (limit: " + MAX_HEAD + " bytes)\n"),
                  true));
    }
    return answer.isPresent();
  }

  private ByteBuffer answer(Function<String, Optional<Response>> pages) {
    String[] words = head.toString().lines().findFirst().orElse("").split(" ", -1);
    boolean get = words[0].equals("GET");
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      return bytes(new Response(400, "not an HTTP/1.1 request\n"), true);
    }
    if (!get && !words[0].equals("HEAD")) {
      return bytes(new Response(405, "only GET and HEAD are allowed\n"), true);
    }
    Response text;
    try {
      text = pages.apply(words[1].split("\\?", 2)[0]).orElse(new Response(404, "not found\n"));
    } catch (RuntimeException e) {
      LOG.error("Failed to answer {}", words[1], e);
      text = new Response(500, "internal error, see the operator log\n");
    }
    return bytes(text, get);
  }

  private static ByteBuffer bytes(Response text, boolean withBody) {
    String head =
        "HTTP/1.1 "
            + text.status()
            + (text.status() == 200 ? " OK" : " Not OK")
            + "\r\nContent-Type: "
            + text.type()
            + "; charset=utf-8\r\nContent-Length: "
            + text.body().getBytes(StandardCharsets.UTF_8).length
            + "\r\nConnection: close\r\n\r\n";
    return StandardCharsets.UTF_8.encode(withBody ? head + text.body() : head);
  }

  /** Closes the connection after the deadline; returns true if it is closed. */
  boolean over(long now) {
    if (client.isOpen() && now - deadline > 0) {
      close();
    }
    return !client.isOpen();
  }

  void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.debug("Failed to close a connection", e);
    }
  }
}
