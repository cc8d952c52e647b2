package io.annals.api.serialization;

import io.annals.api.function.AliasRemoved;
import io.annals.api.function.AliasSet;
import io.annals.api.function.FunctionCreated;
import io.annals.api.function.FunctionDeleted;
import io.annals.api.function.FunctionPurged;
import io.annals.api.function.FunctionUndeleted;
import io.annals.api.function.FunctionUpdated;
import io.annals.api.function.PolicyRemoved;
import io.annals.api.function.PolicySet;
import io.annals.api.function.RevisionDeleted;
import io.annals.api.name.NameClaimed;
import io.annals.api.name.NameReleased;
import io.annals.api.secret.SecretChanged;
import io.annals.api.secret.SecretPut;
import io.annals.api.secret.SecretRead;
import io.annals.api.workflow.WorkflowCreated;
import io.annals.api.workflow.WorkflowDeleted;
import io.annals.api.workflow.WorkflowUndeleted;
import io.annals.api.workflow.WorkflowUpdated;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under which events are stored. A name outlives the class it stands for. */
public final class EventTypes {
  private static final Map<String, Class<?>> BY_NAME =
      Stream.of(
              FunctionCreated.class,
              FunctionUpdated.class,
              AliasSet.class,
              AliasRemoved.class,
              RevisionDeleted.class,
              PolicySet.class,
              PolicyRemoved.class,
              FunctionDeleted.class,
              FunctionUndeleted.class,
              FunctionPurged.class,
              WorkflowCreated.class,
              WorkflowUpdated.class,
              WorkflowDeleted.class,
              WorkflowUndeleted.class,
              NameClaimed.class,
              NameReleased.class,
              SecretPut.class,
              SecretChanged.class,
              SecretRead.class)
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));

  private EventTypes() {}

  /** Name to class, of every event type of this release. */
  public static Map<String, Class<?>> all() {
    return BY_NAME;
  }

  /** The class that a stored name stands for. */
  public static Optional<Class<?>> classOf(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The name that a class is stored under; its own full name where it is no event of the domain.
   */
  public static String nameOf(Class<?> type) {
    return BY_NAME.get(type.getSimpleName()) == type ? type.getSimpleName() : type.getName();
  }
}
