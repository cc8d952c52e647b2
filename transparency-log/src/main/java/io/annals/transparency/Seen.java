package io.annals.transparency;

import io.annals.api.blob.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Numbers under names, for histories of any length: 16 to 32 bytes for each name, of which it keeps
 * 64 bits of the digest. Among a hundred million names two are taken for one with a chance of one
 * in four thousand. Not thread-safe.
 */
final class Seen {
  private static final int FIRST_SLOTS = 1 << 10;

  private long[] names = new long[FIRST_SLOTS];
  private long[] numbers = new long[FIRST_SLOTS];
  private int size;

  /**
   * Puts a number, not negative, under a name.
   *
   * @return the one that was there; -1 if there was none
   */
  long put(String name, long number) {
    if (2 * size >= names.length) {
      grow();
    }
    return put(shortened(name), number);
  }

  private long put(long name, long number) {
    int slot = slot(name);
    boolean known = names[slot] == name;
    long before = known ? numbers[slot] : -1;
    if (!known) {
      names[slot] = name;
      size++;
    }
    numbers[slot] = number;
    return before;
  }

  private int slot(long name) {
    int mask = names.length - 1;
    int slot = (int) name & mask;
    while (names[slot] != 0 && names[slot] != name) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldNames = names;
    long[] oldNumbers = numbers;
    names = new long[2 * oldNames.length];
    numbers = new long[2 * oldNames.length];
    size = 0;
    for (int i = 0; i < oldNames.length; i++) {
      if (oldNames[i] != 0) {
        put(oldNames[i], oldNumbers[i]);
      }
    }
  }

  /** Never 0, which marks what is free. */
  private static long shortened(String name) {
    byte[] digest = Digest.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    long bits = ByteBuffer.wrap(digest).getLong();
    return bits == 0 ? 1 : bits;
  }
}
