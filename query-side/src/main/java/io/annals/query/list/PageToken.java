package io.annals.query.list;

import io.annals.api.blob.Digest;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.PageRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends, as text of at most 60 characters: a short digest of what the list was asked
 * with, and the numbers that name the last member. The numbers name a row of the history where the
 * order's keys are texts: it never changes, so the keys are read there again.
 */
public final class PageToken {
  private static final int DIGEST_BYTES = 9;

  private final String list;

  private PageToken(String list) {
    this.list = list;
  }

  /** The tokens of one list: of the same parts, each time. */
  public static PageToken of(@Nullable Object... parts) {
    MessageDigest sha256 = Digest.sha256();
    for (Object part : parts) {
      byte[] text = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
      sha256.update((text.length + ":").getBytes(StandardCharsets.UTF_8));
      sha256.update(text);
    }
    byte[] digest = Arrays.copyOf(sha256.digest(), DIGEST_BYTES);
    return new PageToken(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
  }

  /** The token after a member. */
  public String after(long... numbers) {
    StringBuilder text = new StringBuilder(list);
    for (long number : numbers) {
      text.append('.').append(Long.toString(number, Character.MAX_RADIX));
    }
    return text.toString();
  }

  /**
   * The numbers that a request goes on after, null for the first page.
   *
   * @param count how many there are
   * @throws ProblemException {@code INVALID_ARGUMENT} if the size is out of bounds or the token is
   *     not one of this list
   */
  public long @Nullable [] read(PageRequest page, int count) {
    if (page.size() < 1 || page.size() > PageRequest.MAX_SIZE) {
      throw ProblemException.invalid("pageSize", "Must be from 1 to " + PageRequest.MAX_SIZE + ".");
    }
    String token = page.token();
    if (token == null) {
      return null;
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != count + 1 || !parts[0].equals(list)) {
      throw foreign();
    }
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      try {
        numbers[i] = Long.parseLong(parts[i + 1], Character.MAX_RADIX);
      } catch (NumberFormatException e) {
        throw foreign();
      }
    }
    return numbers;
  }

  /** The refusal of a token that this list did not give out. */
  public static ProblemException foreign() {
    return ProblemException.invalid(
        "pageToken",
        "Must be the nextPageToken of the page before, with the same list, filter and order.");
  }
}
