package io.annals.dialect.yandex;

import com.google.protobuf.Timestamp;
import io.annals.api.function.FileRef;
import io.annals.api.resource.Function;
import io.annals.api.resource.Revision;
import io.annals.dialect.yandex.proto.functions.Function.Status;
import io.annals.dialect.yandex.proto.functions.LogOptions;
import io.annals.dialect.yandex.proto.functions.LogOptions.DestinationCase;
import io.annals.dialect.yandex.proto.functions.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says the registry's resources as messages. */
final class Rendering {
  /** The tag that the newest version bears by itself. */
  static final String LATEST = "$latest";

  private static final String INVOKE_URL = "https://functions.yandexcloud.net/";

  private Rendering() {}

  static io.annals.dialect.yandex.proto.functions.Function function(Function function) {
    return io.annals.dialect.yandex.proto.functions.Function.newBuilder()
        .setId(function.id())
        .setFolderId(function.namespace())
        .setCreatedAt(timestamp(function.createTime()))
        .setName(function.name() == null ? "" : function.name())
        .setDescription(function.description())
        .putAllLabels(function.labels())
        .setHttpInvokeUrl(INVOKE_URL + function.id())
        .setStatus(
            switch (function.status()) {
              case DRAFT -> Status.CREATING;
              case ACTIVE -> Status.ACTIVE;
              case ERROR -> Status.ERROR;
            })
        .build();
  }

  /**
   * A version.
   *
   * @param function whose tags and folder it shows, as of the instant of the answer
   */
  static Version version(Revision revision, Function function) {
    Version.Builder version = Version.newBuilder();
    Json.mergeTerms(revision.settings(), version);
    LogOptions.Builder logs = version.getLogOptionsBuilder();
    if (!logs.getDisabled() && logs.getDestinationCase() == DestinationCase.DESTINATION_NOT_SET) {
      logs.setFolderId(function.namespace());
    }
    return version
        .setId(revision.id())
        .setFunctionId(revision.functionId())
        .setDescription(revision.message())
        .setCreatedAt(timestamp(revision.createTime()))
        .setRuntime(revision.runtime())
        .setEntrypoint(revision.entrypoint())
        .setImageSize(revision.files().values().stream().mapToLong(FileRef::size).sum())
        .setStatus(Version.Status.ACTIVE)
        .clearTags()
        .addAllTags(tags(revision.id(), function))
        .build();
  }

  /** The tags of a version; {@code $latest} first, which is the head's whoever brought it. */
  static List<String> tags(String revisionId, Function function) {
    List<String> tags = new ArrayList<>();
    if (revisionId.equals(function.head())) {
      tags.add(LATEST);
    }
    function.aliases().entrySet().stream()
        .filter(alias -> alias.getValue().equals(revisionId) && !alias.getKey().equals(LATEST))
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(tags::add);
    return tags;
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
