package io.annals.dialect.nativeapi.feed;

import io.annals.api.log.CloudEventJson;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The forms in which many events are answered; the first is that of who does not choose. */
public enum FeedFormat {
  /** A page in the shape of this API's lists. */
  PAGE("application/json"),
  /** A page in the batch format of CloudEvents. */
  BATCH(CloudEventJson.BATCH_MEDIA_TYPE),
  /** One event in each line, without an end in sight. */
  LINES("application/x-ndjson"),
  /** Server-sent events. */
  EVENTS("text/event-stream");

  private static final Comparator<Match> BEST =
      Comparator.comparingDouble(Match::quality)
          .thenComparing(match -> match.range().isConcrete())
          .thenComparing(Comparator.comparingInt(Match::index).reversed())
          .thenComparing(Comparator.comparing(Match::format).reversed());

  private static final Comparator<Match> MOST_SPECIFIC =
      Comparator.<Match, Boolean>comparing(match -> match.range().isConcrete())
          .thenComparing(match -> !match.range().isWildcardType());

  private final MediaType type;

  FeedFormat(String type) {
    this.type = MediaType.parseMediaType(type);
  }

  private record Match(FeedFormat format, MediaType range, int index) {
    double quality() {
      return range.getQualityValue();
    }
  }

  /** The media type. */
  public String mediaType() {
    return type.toString();
  }

  /** Whether it is written for as long as there are events, not page by page. */
  public boolean isStream() {
    return this == LINES || this == EVENTS;
  }

  /**
   * The form that a client likes best (RFC 9110, section 12.5.1); of several that it likes as much,
   * the one that it names first.
   *
   * @param accept its {@code Accept} header, null for none
   * @throws ProblemException {@code NOT_ACCEPTABLE} if it takes none of them
   */
  public static FeedFormat accepted(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return PAGE;
    }
    List<MediaType> ranges = ranges(accept);
    return List.of(values()).stream()
        .flatMap(format -> format.match(ranges).stream())
        .filter(match -> match.quality() > 0)
        .max(BEST)
        .map(Match::format)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ProblemType.NOT_ACCEPTABLE,
                    "Events come as %s, %s, %s or %s; send one of them as Accept."
                        .formatted(
                            PAGE.type.toString(),
                            BATCH.type.toString(),
                            LINES.type.toString(),
                            EVENTS.type.toString())));
  }

  private Optional<Match> match(List<MediaType> ranges) {
    return IntStream.range(0, ranges.size())
        .filter(i -> ranges.get(i).includes(type))
        .mapToObj(i -> new Match(this, ranges.get(i), i))
        .max(MOST_SPECIFIC);
  }

  private static List<MediaType> ranges(String accept) {
    try {
      return MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException e) {
      throw ProblemException.of(
          ProblemType.NOT_ACCEPTABLE, "The Accept header is no list of media types.");
    }
  }
}
