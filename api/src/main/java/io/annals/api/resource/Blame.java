package io.annals.api.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which event each part of a function stems from.
 *
 * @param version the version that is explained
 * @param fields what the function has, each field that ever was set; of labels and config also each
 *     member
 * @param files the files of its head revision
 */
public record Blame(String functionId, long version, List<Origin> fields, List<Origin> files) {

  /**
   * Where one part comes from.
   *
   * @param path for example {@code displayName}, {@code labels.env} or {@code aliases.live}; of a
   *     file its path
   * @param version as of the event
   * @param type the event's name
   * @param restored the version that the event brought back; null where it did not
   * @param operation its operation
   * @param principal who did it
   * @param dialect the API that it came through
   * @param createTime when
   * @param exact false where the search ended before the origin was found: it is this event or an
   *     earlier one
   */
  public record Origin(
      String path,
      long version,
      String type,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long restored,
      String operation,
      String principal,
      String dialect,
      Instant createTime,
      boolean exact) {}
}
