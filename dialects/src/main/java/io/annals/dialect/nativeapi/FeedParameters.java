package io.annals.dialect.nativeapi;

import io.annals.api.blob.Digest;
import io.annals.api.problem.ProblemException;
import io.annals.api.query.Filter;
import io.annals.api.serialization.EventTypes;
import io.annals.dialect.nativeapi.feed.EventCondition;
import io.annals.dialect.nativeapi.feed.EventFeed;
import io.annals.dialect.nativeapi.feed.FeedFormat;
import io.annals.dialect.nativeapi.feed.FeedQuery;
import io.annals.dialect.nativeapi.feed.SeenEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads which events a request asks for: from where ({@code after}, {@code since}, the page before,
 * or {@code Last-Event-ID}), to where ({@code through}, {@code until}) and which of them.
 */
final class FeedParameters {
  private static final String LATEST = "latest";
  private static final int TOKEN_DIGEST = 9;

  /** Fields of the filter language that are parameters as well. */
  private static final List<String> FIELDS = List.of("kind", "principal", "dialect");

  private final Call call;
  private final EventFeed feed;
  private final FeedFormat format;

  FeedParameters(Call call, EventFeed feed, FeedFormat format) {
    this.call = call;
    this.feed = feed;
    this.format = format;
    ListParameters.without(call, "orderBy");
    if (format.isStream()) {
      ListParameters.without(call, "pageSize", "pageToken");
    } else {
      ListParameters.without(call, "limit");
    }
  }

  /**
   * The events that are asked for.
   *
   * @param stream the only stream, null for all
   */
  FeedQuery query(@Nullable String stream) {
    Long through = position("through");
    Instant until = Timestamps.parameter(call.query(), "until");
    return new FeedQuery(
        stream,
        condition(stream),
        start(stream),
        through == null ? Long.MAX_VALUE : through,
        until);
  }

  /** Whether a stream waits for more at its end; server-sent events do, unless told otherwise. */
  boolean follow() {
    boolean follow = call.query().flag("follow");
    if (follow && !format.isStream()) {
      throw ProblemException.invalid(
          "follow",
          "Only streams go on; send Accept: "
              + FeedFormat.LINES.mediaType()
              + " or "
              + FeedFormat.EVENTS.mediaType()
              + ".");
    }
    return follow || (format == FeedFormat.EVENTS && call.query().nonEmpty("follow") == null);
  }

  /** The most events that a stream gives. */
  long limit() {
    Long limit = call.query().positive("limit");
    return limit == null ? Long.MAX_VALUE : limit;
  }

  /** What stands for a position as the end of a page. */
  String token(@Nullable String stream, long position) {
    return tokenDigest(stream) + '.' + Long.toString(position, Character.MAX_RADIX);
  }

  private long start(@Nullable String stream) {
    String lastEvent = format.isStream() ? call.request().getHeader("Last-Event-ID") : null;
    if (lastEvent != null && !lastEvent.isEmpty()) {
      return reached("Last-Event-ID", number("Last-Event-ID", lastEvent));
    }
    String token = call.query().nonEmpty("pageToken");
    if (token != null) {
      return ofToken(stream, token);
    }
    Instant since = Timestamps.parameter(call.query(), "since");
    String after = call.query().nonEmpty("after");
    if (since != null) {
      if (after != null) {
        throw ProblemException.invalid("since", "May not come together with after.");
      }
      // Read before the search: what comes meanwhile is looked at again.
      long head = feed.head();
      return feed.firstAtOrAfter(since).stream().map(first -> first - 1).findFirst().orElse(head);
    }
    if (after == null) {
      return 0;
    }
    return after.equals(LATEST) ? feed.head() : reached("after", number("after", after));
  }

  /** To wait at a position that does not exist would be to miss what comes before it. */
  private long reached(String name, long position) {
    if (position > 0 && !feed.reaches(position)) {
      throw ProblemException.invalid(
          name,
          "There is no event "
              + position
              + " in this registry, whose last one is "
              + feed.head()
              + ". Is it another registry, or an older copy?");
    }
    return position;
  }

  private @Nullable Long position(String name) {
    String text = call.query().nonEmpty(name);
    return text == null ? null : number(name, text);
  }

  private static long number(String name, String text) {
    Long number = Numbers.whole(text);
    if (number == null || number < 0) {
      throw ProblemException.invalid(
          name,
          "Must be a position: a whole number from 0"
              + (name.equals("after") ? ", or " + LATEST : "")
              + ".");
    }
    return number;
  }

  private long ofToken(@Nullable String stream, String token) {
    int dot = token.indexOf('.');
    if (dot > 0 && token.substring(0, dot).equals(tokenDigest(stream))) {
      try {
        return reached("pageToken", Long.parseLong(token.substring(dot + 1), Character.MAX_RADIX));
      } catch (NumberFormatException e) {
        // Refused below.
      }
    }
    throw ProblemException.invalid(
        "pageToken", "Must be the nextPageToken of the page before, with the same parameters.");
  }

  private String tokenDigest(@Nullable String stream) {
    StringBuilder parts = new StringBuilder();
    parts.append(stream).append('\n').append(call.scope());
    for (String name :
        List.of(
            "type",
            "kind",
            "principal",
            "dialect",
            "filter",
            "after",
            "since",
            "through",
            "until")) {
      parts.append('\n').append(String.valueOf(call.query().get(name)).replace("\n", "\n\n"));
    }
    byte[] digest = Digest.sha256().digest(parts.toString().getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, TOKEN_DIGEST));
  }

  private Predicate<SeenEvent> condition(@Nullable String stream) {
    Predicate<SeenEvent> condition =
        stream == null ? event -> true : EventCondition.ofStream(stream);
    if (call.scope() != null) {
      condition = condition.and(EventCondition.inNamespace(call.scope()));
    }
    String types = call.query().nonEmpty("type");
    if (types != null) {
      condition = condition.and(EventCondition.ofTypes(types(types)));
    }
    for (String field : FIELDS) {
      String wanted = call.query().nonEmpty(field);
      if (wanted != null) {
        condition = condition.and(EventCondition.is(field, wanted));
      }
    }
    Filter filter = ListParameters.filter(call);
    return filter == null ? condition : condition.and(EventCondition.of(filter));
  }

  private static Set<String> types(String text) {
    Set<String> types = new TreeSet<>();
    for (String type : text.split(",", -1)) {
      String name = EventCondition.shortType(type.strip());
      if (EventTypes.classOf(name).isEmpty()) {
        throw ProblemException.invalid(
            "type",
            "There is no event type '%s'. The types are %s."
                .formatted(name, String.join(", ", new TreeSet<>(EventTypes.all().keySet()))));
      }
      types.add(name);
    }
    return types;
  }
}
