package io.milvus.residency.testkit.milvus;

import io.milvus.residency.threads.DaemonThreadFactory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Speaks just enough HTTP/2 to send answers byte by byte, forever. */
public final class TricklingServer implements AutoCloseable {

  private static final int PREFACE = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;
  private static final int END_OF_HEADERS = 4;
  private static final long PAUSE_MILLIS = 20;

  /** Includes a thread that accepts; the others serve. */
  private static final int THREADS = 8;

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(THREADS, DaemonThreadFactory.numbered("trickling-server"));
  private final ServerSocket socket;

  public TricklingServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      in.readNBytes(PREFACE);
      frame(out, SETTINGS, 0, 0, new byte[0]);
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.readNBytes(length);
        if (type == SETTINGS && flags != ACK) {
          frame(out, SETTINGS, ACK, 0, new byte[0]);
        } else if (type == HEADERS) {
          trickle(out, stream);
        }
      }
    } catch (IOException e) {
      // The client has hung up.
    }
  }

  private void trickle(DataOutputStream out, int stream) throws IOException {
    frame(out, HEADERS, END_OF_HEADERS, stream, headers());
    // A message of 60,000 bytes.
    frame(out, DATA, 0, stream, new byte[] {0, 0, 0, (byte) 0xea, 0x60});
    var unused =
        threads.scheduleWithFixedDelay(
            () -> trickle(out, stream, (byte) 'x'), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sends a byte; an exception ends the schedule once the client has hung up. */
  private static void trickle(DataOutputStream out, int stream, byte next) {
    try {
      frame(out, DATA, 0, stream, new byte[] {next});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the status 200, which is number 8 of the static table, and the content type. */
  private static byte[] headers() {
    byte[] name = "content-type".getBytes(StandardCharsets.US_ASCII);
    byte[] value = "application/grpc".getBytes(StandardCharsets.US_ASCII);
    byte[] headers = new byte[4 + name.length + value.length];
    headers[0] = (byte) 0x88;
    headers[2] = (byte) name.length;
    System.arraycopy(name, 0, headers, 3, name.length);
    headers[3 + name.length] = (byte) value.length;
    System.arraycopy(value, 0, headers, 4 + name.length, value.length);
    return headers;
  }

  private static synchronized void frame(
      DataOutputStream out, int type, int flags, int stream, byte[] content) throws IOException {
    out.writeByte(content.length >> 16);
    out.writeShort(content.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(content);
    out.flush();
  }

  public String uri() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
