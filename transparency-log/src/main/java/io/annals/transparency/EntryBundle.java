package io.annals.transparency;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Entries one behind the other, each behind its length in two bytes, the higher one first. */
public final class EntryBundle {
  private static final int LENGTH_BYTES = Short.BYTES;
  private static final int LONGEST = 0xffff;

  private EntryBundle() {}

  /** Joins entries. */
  public static byte[] of(List<byte[]> entries) {
    ByteBuffer bundle =
        ByteBuffer.allocate(entries.stream().mapToInt(e -> e.length + LENGTH_BYTES).sum());
    for (byte[] entry : entries) {
      if (entry.length > LONGEST) {
        throw new IllegalArgumentException("An entry has " + entry.length + " bytes");
      }
      bundle.putShort((short) entry.length).put(entry);
    }
    return bundle.array();
  }

  /**
   * Takes entries apart.
   *
   * @throws IllegalArgumentException if the bytes end in the midst of one
   */
  public static List<byte[]> read(byte[] bundle) {
    List<byte[]> entries = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(bundle);
    try {
      while (rest.hasRemaining()) {
        byte[] entry = new byte[Short.toUnsignedInt(rest.getShort())];
        rest.get(entry);
        entries.add(entry);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("The bundle ends in the midst of an entry.", e);
    }
    return entries;
  }
}
