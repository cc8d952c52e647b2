package io.annals.dialect.yandex;

import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.problem.Violation;
import io.annals.api.query.PageRequest;
import io.annals.api.resource.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Pages of lists. */
final class Paging {
  /** What is said of a token that is not of this list. */
  static final Violation WRONG_TOKEN =
      new Violation("page_token", "Must be the next_page_token of an answer to the same request.");

  private Paging() {}

  /**
   * @param size checked already; 0 for the default
   * @param token empty for the first page
   */
  static PageRequest request(long size, String token) {
    return new PageRequest(
        size == 0 ? PageRequest.DEFAULT_SIZE : Math.toIntExact(size),
        token.isEmpty() ? null : token);
  }

  static String next(Page<?> page) {
    return page.nextPageToken() == null ? "" : page.nextPageToken();
  }

  /**
   * A part of a list that is at hand as a whole; its token is the key of its last element.
   *
   * @param all in the order of their keys
   */
  static <T> Page<T> part(List<T> all, Function<T, String> key, long size, String token) {
    String after = token.isEmpty() ? "" : decoded(token);
    int most = request(size, token).size();
    List<T> rest = all.stream().filter(each -> key.apply(each).compareTo(after) > 0).toList();
    if (rest.size() <= most) {
      return new Page<>(rest, null);
    }
    List<T> part = rest.subList(0, most);
    return new Page<>(part, encoded(key.apply(part.get(most - 1))));
  }

  private static String encoded(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("k" + key).getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String token) {
    try {
      String key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (key.startsWith("k")) {
        return key.substring(1);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw ProblemException.of(ProblemType.INVALID_ARGUMENT, List.of(WRONG_TOKEN));
  }
}
