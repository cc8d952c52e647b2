package io.annals.dialect.yandex;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A text that may hold one JSON object and nothing after it: protobuf's library stops reading where
 * the object ends and would take the rest in silence. Whether the object is well-formed is the
 * library's to say.
 */
final class OneDocument extends FilterReader {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean ended;

  OneDocument(Reader text) {
    super(text);
  }

  /** Thrown where something follows the object. */
  static final class MoreFollows extends IOException {
    private static final long serialVersionUID = 1;

    MoreFollows() {
      super("Something follows the end of the object.");
    }
  }

  /**
   * Reads what the library left.
   *
   * @throws MoreFollows if that is more than white space
   */
  void requireEnd() throws IOException {
    char[] rest = new char[1024];
    int read;
    do {
      read = read(rest, 0, rest.length);
    } while (read >= 0);
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      pass((char) read);
    }
    return read;
  }

  @Override
  public int read(char[] into, int from, int length) throws IOException {
    int read = super.read(into, from, length);
    for (int i = from; i < from + read; i++) {
      pass(into[i]);
    }
    return read;
  }

  private void pass(char c) throws IOException {
    if (inString) {
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        inString = false;
      }
    } else if (ended) {
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        throw new MoreFollows();
      }
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      depth++;
    } else if (c == '}' || c == ']') {
      depth--;
      ended = depth <= 0;
    }
  }
}
