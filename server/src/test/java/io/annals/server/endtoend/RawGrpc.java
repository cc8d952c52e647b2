package io.annals.server.endtoend;

import com.google.protobuf.Message;
import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2DataFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameStream;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2PingFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ResetFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SettingsAckFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SettingsFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2StreamFrame;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * gRPC frame by frame over one plaintext connection: what goes over the wire, and in what shape.
 */
final class RawGrpc implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final Listener listener = new Listener();
  private final Channel channel;

  /**
   * A frame that the server sent.
   *
   * @param kind HEADERS, DATA, RST_STREAM, GOAWAY, PING or PING_ACK; CLOSED at the end of the
   *     connection
   * @param stream the number of the stream, 0 for the connection
   * @param last whether it ends the stream
   * @param headers of HEADERS
   * @param code the error of RST_STREAM and GOAWAY
   * @param text what GOAWAY says
   */
  record Frame(
      String kind, int stream, boolean last, Map<String, String> headers, long code, String text) {}

  private RawGrpc(int port, boolean answersPings) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .autoAckPingFrame(answersPings)
            .validateHeaders(false)
            .build();
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection.pipeline().addLast(codec, listener);
                  }
                })
            .connect("localhost", port)
            .syncUninterruptibly()
            .channel();
  }

  static RawGrpc to(int port) {
    return new RawGrpc(port, true);
  }

  /** A connection that leaves the server's pings without an answer. */
  static RawGrpc deaf(int port) {
    return new RawGrpc(port, false);
  }

  /** A stream of this connection. */
  record Stream(Http2FrameStream stream) {}

  /** Begins a call, and says nothing more yet. */
  Stream begin(String method, String... headers) {
    Http2Headers all =
        new DefaultHttp2Headers(false)
            .method("POST")
            .scheme("http")
            .path("/yandex.cloud." + method)
            .authority("localhost")
            .add("content-type", "application/grpc")
            .add("te", "trailers");
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    Http2FrameStream stream = listener.newStream();
    channel
        .writeAndFlush(new DefaultHttp2HeadersFrame(all, false).stream(stream))
        .syncUninterruptibly();
    return new Stream(stream);
  }

  /** Sends the request of a call, which ends its half; the server may have ended the call. */
  void send(Stream stream, byte[] message) {
    ByteBuf data = Unpooled.buffer(message.length + 5);
    data.writeByte(0).writeInt(message.length).writeBytes(message);
    channel
        .writeAndFlush(new DefaultHttp2DataFrame(data, true).stream(stream.stream()))
        .awaitUninterruptibly();
  }

  /** Begins to send a request of a length, and sends no byte of it. */
  void announce(Stream stream, int length) {
    ByteBuf data = Unpooled.buffer(5).writeByte(0).writeInt(length);
    channel
        .writeAndFlush(new DefaultHttp2DataFrame(data, false).stream(stream.stream()))
        .syncUninterruptibly();
  }

  /** A whole call: all frames of its answer. */
  List<Frame> call(String method, Message request, String... headers) {
    return call(method, request.toByteArray(), headers);
  }

  List<Frame> call(String method, byte[] request, String... headers) {
    Stream stream = begin(method, headers);
    send(stream, request);
    return answer(stream);
  }

  /** The frames of a call's answer, up to the last one. */
  List<Frame> answer(Stream stream) {
    List<Frame> answer = new ArrayList<>();
    Frame frame;
    do {
      frame = next("HEADERS", "DATA", "RST_STREAM", "CLOSED");
      if (frame.stream() == stream.stream().id()) {
        answer.add(frame);
      } else if (frame.kind().equals("CLOSED")) {
        throw new AssertionError("The connection ended after " + answer);
      }
    } while (frame.stream() != stream.stream().id() || !frame.last());
    return answer;
  }

  /** Pings, on a connection that the server may have ended just now. */
  void ping() {
    channel.writeAndFlush(new DefaultHttp2PingFrame(1)).awaitUninterruptibly();
  }

  /** The next frame of one of the kinds; others before it are passed over. */
  Frame next(String... kinds) {
    List<Frame> passed = new ArrayList<>();
    try {
      while (true) {
        Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
          throw new AssertionError("Nothing came after " + passed);
        }
        if (List.of(kinds).contains(frame.kind())) {
          return frame;
        }
        passed.add(frame);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private final class Listener extends Http2ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof Http2SettingsFrame || message instanceof Http2SettingsAckFrame)) {
        frames.add(frame(message));
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      frames.add(new Frame("CLOSED", 0, true, Map.of(), 0, ""));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      frames.add(new Frame("CLOSED", 0, true, Map.of(), 0, cause.toString()));
    }

    private Frame frame(Object message) {
      int stream = message instanceof Http2StreamFrame of ? of.stream().id() : 0;
      if (message instanceof Http2HeadersFrame headers) {
        Map<String, String> all = new java.util.LinkedHashMap<>();
        headers.headers().forEach(h -> all.put(h.getKey().toString(), h.getValue().toString()));
        return new Frame("HEADERS", stream, headers.isEndStream(), all, 0, "");
      }
      if (message instanceof Http2DataFrame data) {
        return new Frame("DATA", stream, data.isEndStream(), Map.of(), 0, "");
      }
      if (message instanceof Http2ResetFrame reset) {
        return new Frame("RST_STREAM", stream, true, Map.of(), reset.errorCode(), "");
      }
      if (message instanceof Http2GoAwayFrame away) {
        String text = away.content().toString(StandardCharsets.UTF_8);
        return new Frame("GOAWAY", 0, false, Map.of(), away.errorCode(), text);
      }
      return new Frame(
          message instanceof Http2PingFrame ping
              ? ping.ack() ? "PING_ACK" : "PING"
              : message.getClass().getSimpleName(),
          stream,
          false,
          Map.of(),
          0,
          "");
    }
  }
}
