package io.annals.server.endtoend;

import io.annals.server.Server;
import io.annals.server.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A registry in this process, on a free port. */
final class RunningServer implements AutoCloseable {
  private final Place place;
  private final Server server;
  private final NativeClient client;
  private final String said;

  private RunningServer(Place place, Server server, String said) {
    this.place = place;
    this.server = server;
    this.said = said;
    this.client = new NativeClient(server.port(), Place.KEY);
  }

  static RunningServer at(Place place) {
    return at(place, place.settings());
  }

  /** One of several nodes, which share a master key. */
  static RunningServer at(Place place, String masterKey) {
    return at(place, Twins.with(masterKey, place.settings()));
  }

  /** With settings of its own. */
  static RunningServer at(Place place, ServerSettings settings) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Server server = Server.start(settings, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new RunningServer(place, server, out.toString(StandardCharsets.UTF_8));
  }

  Place place() {
    return place;
  }

  NativeClient client() {
    return client;
  }

  /** Somebody with another key, or with none. */
  NativeClient clientWith(@org.jspecify.annotations.Nullable String key) {
    return new NativeClient(server.port(), key);
  }

  int port() {
    return server.port();
  }

  int grpcPort() {
    return server.grpcPort();
  }

  /** What it said when it started. */
  String said() {
    return said;
  }

  <T> T part(Class<T> type) {
    return server.part(type);
  }

  @Override
  public void close() {
    server.close();
  }
}
