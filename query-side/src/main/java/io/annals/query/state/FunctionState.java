package io.annals.query.state;

import io.annals.api.function.Definition;
import io.annals.api.resource.Function;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A function as of one event. Immutable.
 *
 * @param row the position of the event that created it
 * @param secrets the keys of its secrets, in order
 * @param definitionColumn the definition and the keys of the secrets, as their column holds them
 * @param configColumn the config as its column holds it
 * @param policies name to document
 * @param policiesColumn the policies as their column holds them
 * @param size about how many characters the definition has, config and policies included
 * @param sequence the event
 * @param position the event's place among all
 * @param aliases the open periods by alias
 * @param aliasPeriods how many periods there were so far
 * @param createTime microseconds since 1970, as the other times
 * @param updater the principal of the event
 */
public record FunctionState(
    long row,
    String id,
    String namespace,
    @Nullable String name,
    Definition definition,
    List<String> secrets,
    String definitionColumn,
    String configColumn,
    Map<String, Map<String, Object>> policies,
    String policiesColumn,
    int size,
    long version,
    long sequence,
    long position,
    SortedMap<String, AliasPeriod> aliases,
    long aliasPeriods,
    long createTime,
    long updateTime,
    @Nullable Long deleteTime,
    String creator,
    String updater) {

  /** The function as queries answer with it. */
  public Function toFunction() {
    Map<String, String> revisionByAlias = new LinkedHashMap<>();
    aliases.forEach((alias, period) -> revisionByAlias.put(alias, period.revisionId()));
    return new Function(
        id,
        namespace,
        name,
        definition.kind(),
        definition.displayName(),
        definition.description(),
        definition.labels(),
        definition.tags(),
        definition.status(),
        definition.config(),
        version,
        sequence,
        definition.head(),
        definition.published(),
        revisionByAlias,
        policies,
        secrets,
        Micros.instant(createTime),
        Micros.instant(updateTime),
        deleteTime == null ? null : Micros.instant(deleteTime),
        creator,
        updater);
  }
}
