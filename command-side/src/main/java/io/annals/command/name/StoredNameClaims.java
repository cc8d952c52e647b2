package io.annals.command.name;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Name claims as aggregates, in the current unit of work: their events are appended in one append
 * with the function's. Locks are taken in the order of the ids, so renames that cross cannot wait
 * for each other. Thread-safe.
 */
public final class StoredNameClaims implements NameClaims {
  private final Supplier<Repository<NameClaim>> repository;

  /**
   * @param repository asked at the first use, so that the configuration may still be under
   *     construction
   */
  public StoredNameClaims(Supplier<Repository<NameClaim>> repository) {
    this.repository = repository;
  }

  @Override
  public void exchange(
      @Nullable String kind,
      String namespace,
      @Nullable String released,
      @Nullable String claimed,
      String id) {
    if (Objects.equals(released, claimed)) {
      return;
    }
    Map<String, Aggregate<NameClaim>> locked = new HashMap<>();
    Stream.of(Optional.ofNullable(released), Optional.ofNullable(claimed))
        .flatMap(Optional::stream)
        .map(name -> NameClaimIds.of(kind, namespace, name))
        .sorted()
        .forEachOrdered(claimId -> locked.put(claimId, load(claimId)));
    if (claimed != null) {
      Objects.requireNonNull(locked.get(NameClaimIds.of(kind, namespace, claimed)))
          .execute(claim -> claim.claim(kind, namespace, claimed, id));
    }
    if (released != null) {
      Objects.requireNonNull(locked.get(NameClaimIds.of(kind, namespace, released)))
          .execute(claim -> claim.release(id));
    }
  }

  private Aggregate<NameClaim> load(String id) {
    try {
      return repository.get().loadOrCreate(id, NameClaim::new);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
