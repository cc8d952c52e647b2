package io.annals.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * One connection of HTTP/1.1 that stays open and whose caller waits on its own thread: what it adds
 * to a measured time is two system calls. Where the server announces that it closes, the next
 * exchange opens another one. For one thread at a time.
 */
final class HttpConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final int port;
  private Socket socket;
  private InputStream in;
  private boolean closing;

  /** An answer. */
  record Answer(int status, String body) {
    boolean good() {
      return status >= 200 && status < 300;
    }
  }

  private HttpConnection(int port) throws IOException {
    this.port = port;
    socket = connect(port);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** Connects to a port of this machine. */
  static HttpConnection open(int port) throws IOException {
    return new HttpConnection(port);
  }

  /** Asks and waits for the whole answer. */
  Answer exchange(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    if (closing) {
      reopen();
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost:");
    head.append(port).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (content.length > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    head.append("Content-Length: ").append(content.length).append("\r\n\r\n");
    ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + content.length);
    message.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    message.writeBytes(content);
    socket.getOutputStream().write(message.toByteArray());
    return read();
  }

  private void reopen() throws IOException {
    socket.close();
    socket = connect(port);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    closing = false;
  }

  private Answer read() throws IOException {
    boolean announced = false;
    String[] status = line().split(" ", 3);
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("connection:")) {
        announced = lower.contains("close");
      }
    }
    byte[] body = chunked ? chunks() : exactly(length);
    closing = announced;
    return new Answer(Integer.parseInt(status[1]), new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("The server closed the connection within an answer.");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("The server closed the connection.");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
