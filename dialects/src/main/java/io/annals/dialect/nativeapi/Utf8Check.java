package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;

/** Follows a stream of bytes and refuses what is not UTF-8 (RFC 3629) or holds a zero byte. */
final class Utf8Check {
  private long position;
  private int pending;
  private int low = 0x80;
  private int high = 0xBF;

  void add(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      int b = bytes[i];
      if (pending == 0 && b > 0) {
        continue;
      }
      next(b & 0xFF, position + (i - offset));
    }
    position += length;
  }

  void end() {
    if (pending > 0) {
      throw refused(position);
    }
  }

  private void next(int b, long at) {
    if (pending > 0) {
      if (b < low || b > high) {
        throw refused(at);
      }
      pending--;
      low = 0x80;
      high = 0xBF;
    } else if (b >= 0xC2 && b <= 0xDF) {
      pending = 1;
    } else if (b >= 0xE0 && b <= 0xEF) {
      pending = 2;
      low = b == 0xE0 ? 0xA0 : 0x80;
      high = b == 0xED ? 0x9F : 0xBF;
    } else if (b >= 0xF0 && b <= 0xF4) {
      pending = 3;
      low = b == 0xF0 ? 0x90 : 0x80;
      high = b == 0xF4 ? 0x8F : 0xBF;
    } else {
      throw refused(at);
    }
  }

  private static ProblemException refused(long at) {
    return ProblemException.of(
        ProblemType.MALFORMED_REQUEST,
        "The body is not UTF-8 at byte " + (at + 1) + "; send JSON in UTF-8.");
  }
}
