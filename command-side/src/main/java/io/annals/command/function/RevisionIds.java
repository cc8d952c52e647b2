package io.annals.command.function;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a function's revisions, which grow with its history: 16 bytes each. Immutable. The ids
 * stand in sorted runs, each at least twice as long as the next, so that adding one copies a few
 * others on average and never all, however many there are.
 */
final class RevisionIds {
  static final RevisionIds NONE = new RevisionIds(new long[0][]);

  private static final int WIDTH = 2;

  private final long[][] runs;

  private RevisionIds(long[][] runs) {
    this.runs = runs;
  }

  boolean contains(String id) {
    UUID bits = UUID.fromString(id);
    for (long[] run : runs) {
      if (indexIn(run, bits) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param id one that is not among them
   */
  RevisionIds with(String id) {
    UUID bits = UUID.fromString(id);
    long[] last = {bits.getMostSignificantBits(), bits.getLeastSignificantBits()};
    int kept = runs.length;
    while (kept > 0 && runs[kept - 1].length < 2 * last.length) {
      last = merged(runs[--kept], last);
    }
    long[][] longer = Arrays.copyOf(runs, kept + 1);
    longer[kept] = last;
    return new RevisionIds(longer);
  }

  RevisionIds without(String id) {
    UUID bits = UUID.fromString(id);
    long[][] shorter = runs.clone();
    for (int i = 0; i < runs.length; i++) {
      int at = indexIn(runs[i], bits);
      if (at >= 0) {
        long[] run = new long[runs[i].length - WIDTH];
        System.arraycopy(runs[i], 0, run, 0, at);
        System.arraycopy(runs[i], at + WIDTH, run, at, run.length - at);
        shorter[i] = run;
      }
    }
    return new RevisionIds(shorter);
  }

  int size() {
    return Arrays.stream(runs).mapToInt(run -> run.length).sum() / WIDTH;
  }

  /** The index of an id's first half, negative where the run does not have it. */
  private static int indexIn(long[] run, UUID id) {
    int low = 0;
    int high = run.length / WIDTH - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = new UUID(run[WIDTH * middle], run[WIDTH * middle + 1]).compareTo(id);
      if (order == 0) {
        return WIDTH * middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private static long[] merged(long[] left, long[] right) {
    long[] merged = new long[left.length + right.length];
    int l = 0;
    int r = 0;
    for (int to = 0; to < merged.length; to += WIDTH) {
      boolean fromLeft =
          r == right.length
              || (l < left.length
                  && new UUID(left[l], left[l + 1]).compareTo(new UUID(right[r], right[r + 1]))
                      < 0);
      long[] from = fromLeft ? left : right;
      int at = fromLeft ? l : r;
      merged[to] = from[at];
      merged[to + 1] = from[at + 1];
      if (fromLeft) {
        l += WIDTH;
      } else {
        r += WIDTH;
      }
    }
    return merged;
  }

  private long[] sorted() {
    long[] all = new long[0];
    for (int i = runs.length - 1; i >= 0; i--) {
      all = merged(runs[i], all);
    }
    return all;
  }

  @JsonValue
  byte[] toBytes() {
    long[] all = sorted();
    ByteBuffer bytes = ByteBuffer.allocate(all.length * Long.BYTES);
    bytes.asLongBuffer().put(all);
    return bytes.array();
  }

  @JsonCreator
  static RevisionIds ofBytes(byte[] bytes) {
    if (bytes.length == 0) {
      return NONE;
    }
    long[] all = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(all);
    return new RevisionIds(new long[][] {all});
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RevisionIds ids && Arrays.equals(sorted(), ids.sorted());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted());
  }

  @Override
  public String toString() {
    return size() + " revisions";
  }
}
